/* The plan page: forms that open in a row close again, and the focus always comes back to where the reader was. */
(function () {
  "use strict";

  let opener = null;

  function closeEditor(editor, giveBackFocus) {
    const place = editor.closest(".doc-edit, [id^='add-section-'], [id^='edit-section-']");
    if (!place) { return false; }
    place.replaceChildren();
    if (giveBackFocus && opener && document.contains(opener)) { opener.focus(); }
    return true;
  }

  document.body.addEventListener("htmx:beforeRequest", (event) => {
    const element = event.detail.elt;
    if (element.matches("a.chip, a.doc-title, a.add-line")) { opener = element; }
  });

  // One form at a time: what was typed elsewhere would be out of sight.
  document.body.addEventListener("htmx:afterSwap", (event) => {
    const target = event.detail.target;
    if (!target || !target.matches(".doc-edit, [id^='add-section-']")) { return; }
    document.querySelectorAll(".doc-edit, [id^='add-section-']").forEach((other) => {
      if (other !== target && other.firstChild && !isDirty(other)) { other.replaceChildren(); }
    });
    const first = target.querySelector(".is-invalid") || target.querySelector("[data-first]") ||
      target.querySelector("textarea, input:not([type=hidden]), select, a, button");
    if (first) { first.focus({ preventScroll: true }); }
    // The text under the cursor stays where it is; the page moves only where the field itself would be out of sight.
    (first || target).scrollIntoView({ block: "nearest" });
  });

  // A form that came back with a mistake or a conflict holds words that are saved nowhere.
  function isDirty(place) {
    const fields = Array.from(place.querySelectorAll("input:not([type=hidden]), textarea"));
    return place.querySelector(".field-error, .conflict") !== null || fields.some((field) => field.value !== field.defaultValue);
  }

  window.addEventListener("beforeunload", (event) => {
    if (Array.from(document.querySelectorAll(".doc-edit, [id^='add-section-']")).some(isDirty)) { event.preventDefault(); }
  });

  document.body.addEventListener("click", (event) => {
    const cancel = event.target.closest("[data-editor-cancel]");
    if (cancel && !cancel.hasAttribute("hx-get") && closeEditor(cancel, true)) { event.preventDefault(); }
    if (event.target.closest("[data-print]")) { window.print(); }
  });

  document.body.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.isComposing) { return; }
    const place = event.target instanceof Element && event.target.closest(".doc-edit, [id^='add-section-']");
    const leave = document.getElementById("words").dataset.leave;
    if (place && (!isDirty(place) || window.confirm(leave))) { closeEditor(place, true); }
  });

  document.body.addEventListener("focus-row", (event) => {
    const row = document.getElementById(event.detail.id);
    if (!row) { return; }
    row.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  });
})();
