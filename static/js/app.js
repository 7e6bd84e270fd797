/* Small manners of every page. No framework; words come from the page (#words), so they are translated there. */
(function () {
  "use strict";

  const UNDO_MS = 10000;
  const READ_MS = 5000;
  const SKELETON_MS = 300;
  const words = document.getElementById("words").dataset;
  const all = (selector, root) => Array.from((root || document).querySelectorAll(selector));

  // -- notes about what was just done ------
  function settle(note) {
    if (note.matches(".note-error, .note-warning")) { return; }
    window.setTimeout(() => leaveOnceFree(note), note.querySelector("form") ? UNDO_MS : READ_MS);
  }

  function leaveOnceFree(note) {
    if (note.contains(document.activeElement) || note.matches(":hover")) {
      window.setTimeout(() => leaveOnceFree(note), 2000);
    } else {
      note.remove();
    }
  }

  function showNote(detail) {
    const note = document.getElementById("toast-template").content.firstElementChild.cloneNode(true);
    note.querySelector(".note-text").textContent = detail.text;
    if (detail.tone) { note.className = "note note-" + detail.tone; }
    const form = note.querySelector("form");
    if (detail.undo) {
      form.action = detail.undo;
      form.querySelector("[name=csrfmiddlewaretoken]").value = csrfToken();
    } else {
      form.remove();
    }
    document.getElementById("toasts").append(note);
    settle(note);
  }

  function csrfToken() {
    return JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
  }

  function tellSaved() {
    const place = document.getElementById("saved-note");
    const now = new Date();
    const two = (number) => String(number).padStart(2, "0");
    place.textContent = place.dataset.savedLabel + " " + two(now.getHours()) + ":" + two(now.getMinutes());
    place.classList.add("is-shown");
  }

  document.body.addEventListener("notice", (event) => showNote(event.detail));
  document.body.addEventListener("saved", tellSaved);
  document.body.addEventListener("click", (event) => {
    const close = event.target.closest("[data-toast-close]");
    if (close) { close.closest("[data-toast]").remove(); }
  });
  all("#toasts [data-toast]").forEach(settle);

  // -- dialogs, menus ------
  document.body.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog-open]");
    const dialog = opener && document.getElementById(opener.dataset.dialogOpen);
    if (dialog) {
      event.preventDefault();
      dialog.showModal();
      return;
    }
    const closer = event.target.closest("[data-dialog-close]");
    if (closer) { closer.closest("dialog").close(); }
    if (event.target instanceof HTMLDialogElement) { event.target.close(); }
    all("details[data-closes][open]").forEach((menu) => {
      if (!menu.contains(event.target)) { menu.open = false; }
    });
  });

  // -- scheme and rail ------
  document.body.addEventListener("click", (event) => {
    const root = document.documentElement;
    if (event.target.closest("[data-theme-toggle]")) {
      window.portalTheme.choose(root.dataset.bsTheme === "dark" ? "light" : "dark");
      markTheme();
    }
    if (event.target.closest("[data-rail-toggle]")) {
      const isSmall = root.classList.toggle("rail-small");
      try { window.localStorage.setItem("rail", isSmall ? "small" : ""); } catch (error) { /* private window */ }
      markRail();
    }
  });

  function markRail() {
    const isSmall = document.documentElement.classList.contains("rail-small");
    all("[data-rail-toggle]").forEach((button) => button.setAttribute("aria-pressed", String(isSmall)));
  }

  function markTheme() {
    const choice = document.documentElement.dataset.themeChoice;
    all("[data-theme-choice]").forEach((input) => { input.checked = input.value === choice; });
  }

  document.body.addEventListener("change", (event) => {
    if (event.target.matches("[data-theme-choice]")) { window.portalTheme.choose(event.target.value); }
    if (event.target.matches("[data-submits]")) { event.target.form.requestSubmit(); }
  });
  markRail();
  markTheme();

  // -- keyboard: silent while somebody types or an input method composes ------
  let waitsForPlace = false;

  function isTyping(event) {
    const target = event.target;
    return event.isComposing || event.keyCode === 229 ||
      (target instanceof Element && target.closest("input, textarea, select, [contenteditable='true']") !== null);
  }

  function goTo(key) {
    const link = document.querySelector("a[data-go='" + CSS.escape(key) + "']");
    if (link) { link.click(); }
  }

  function saveOnCtrlEnter(event) {
    const form = event.target instanceof Element && event.target.closest("form");
    if (form && !event.isComposing) {
      event.preventDefault();
      form.requestSubmit();
    }
  }

  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { saveOnCtrlEnter(event); return; }
    if (event.key === "Escape") { all("details[data-closes][open]").forEach((menu) => { menu.open = false; }); }
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event) || document.querySelector("dialog[open]")) { return; }
    if (waitsForPlace) {
      waitsForPlace = false;
      goTo(event.key);
    } else if (event.key === "g") {
      waitsForPlace = true;
      window.setTimeout(() => { waitsForPlace = false; }, 1500);
    } else if (event.key === "?") {
      document.getElementById("keys-dialog")?.showModal();
    } else if (event.key === "/") {
      const field = document.getElementById("global-search");
      if (field) { event.preventDefault(); field.focus(); }
    }
  });

  // -- htmx: skeletons after a while, sentences for what went wrong ------
  const waiting = new Map();

  document.body.addEventListener("htmx:beforeRequest", (event) => {
    const target = event.detail.target;
    const timer = window.setTimeout(() => {
      target.classList.add("is-waiting");
      target.setAttribute("aria-busy", "true");
    }, SKELETON_MS);
    waiting.set(event.detail.xhr, { target, timer });
  });

  document.body.addEventListener("htmx:afterRequest", (event) => {
    // An answer may name another target (HX-Retarget): what faded is known by its request.
    const { target, timer } = waiting.get(event.detail.xhr);
    window.clearTimeout(timer);
    waiting.delete(event.detail.xhr);
    target.classList.remove("is-waiting");
    target.removeAttribute("aria-busy");
  });

  document.body.addEventListener("htmx:sendError", () => showNote({ text: words.offline, tone: "error" }));
  document.body.addEventListener("htmx:responseError", () => showNote({ text: words.serverError, tone: "error" }));
  document.addEventListener("allauth.error", () => showNote({ text: words.passkeyError, tone: "error" }));
  // A whole page in answer to a piece means that the session ended: go and log in, but never throw typed words away.
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    const isPage = /^\s*<!doctype/i.test(event.detail.serverResponse || "");
    if (!isPage || event.detail.boosted || event.detail.target === document.body) { return; }
    event.detail.shouldSwap = false;
    if (event.detail.requestConfig.verb === "get") {
      window.location.reload();
    } else {
      showNote({ text: words.signedOut, tone: "error" });
    }
  });

  // -- forms that hold unsaved words ------
  let isDirty = false;

  document.body.addEventListener("input", (event) => {
    if (event.target.closest("form[data-guards]")) { isDirty = true; }
  });
  document.body.addEventListener("submit", () => { isDirty = false; });
  window.addEventListener("beforeunload", (event) => {
    if (isDirty) { event.preventDefault(); event.returnValue = words.leave; }
  });
})();
