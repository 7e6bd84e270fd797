/* The organization tree: branches on demand, the arrow keys of the ARIA tree pattern, dragging to another parent.
   Without this script it is a nested list whose triangles are links. */
(function () {
  "use strict";

  const tree = document.querySelector("[data-tree]");
  if (!tree) { return; }
  const OPEN_AFTER_MS = 600;
  const nodesIn = (root) => Array.from(root.querySelectorAll(".tree-node"));
  const branchOf = (node) => node.querySelector(":scope > .tree-branch");
  const parentOf = (node) => node.parentElement.closest(".tree-node");
  const isOpen = (node) => node.hasAttribute("data-open");
  const hasBranch = (node) => node.hasAttribute("data-branch");
  const isShown = (node) => node.offsetParent !== null;

  // -- roles: the list becomes a tree; the row is the item, its list the group it owns ------
  const rowOf = (node) => node.querySelector(":scope > .tree-row");
  const nodeOf = (element) => element && element.closest(".tree-node");

  function dress(node) {
    const row = rowOf(node);
    const branch = branchOf(node);
    node.setAttribute("role", "none");
    row.setAttribute("role", "treeitem");
    row.setAttribute("aria-level", node.dataset.level);
    row.tabIndex = -1;
    row.querySelectorAll("a").forEach((link) => { link.tabIndex = -1; });
    row.querySelector(".tree-toggle").setAttribute("aria-hidden", "true");
    branch.id = "branch-" + node.dataset.body;
    branch.setAttribute("role", "group");
    branch.hidden = hasBranch(node) && !isOpen(node);
    tellOpen(node);
    makeSortable(branch);
  }

  // 显示后面的下级 stands among the bodies and is reached by Tab.
  function dressRests(root) {
    root.querySelectorAll(".tree-more").forEach((rest) => {
      rest.setAttribute("role", "none");
      rest.querySelector("a").setAttribute("role", "treeitem");
    });
  }

  function tellOpen(node) {
    const row = rowOf(node);
    if (hasBranch(node)) {
      row.setAttribute("aria-expanded", String(isOpen(node)));
      row.setAttribute("aria-owns", branchOf(node).id);
    } else {
      row.removeAttribute("aria-expanded");
      row.removeAttribute("aria-owns");
    }
  }

  // -- opening ------
  function open(node) {
    if (!hasBranch(node) || isOpen(node)) { return Promise.resolve(); }
    const branch = branchOf(node);
    const known = branch.children.length > 0;
    node.setAttribute("aria-busy", "true");
    const loaded = known ? Promise.resolve() : window.htmx.ajax("GET", node.dataset.branch, { target: branch, swap: "innerHTML" });
    return loaded.then(() => {
      node.removeAttribute("aria-busy");
      if (branch.children.length) { showOpen(node); }
    });
  }

  function showOpen(node) {
    node.setAttribute("data-open", "");
    branchOf(node).hidden = false;
    tellOpen(node);
  }

  function close(node) {
    if (!isOpen(node)) { return; }
    const held = branchOf(node).contains(document.activeElement);
    node.removeAttribute("data-open");
    branchOf(node).hidden = true;
    tellOpen(node);
    if (held) { focus(node); }
  }

  document.body.addEventListener("htmx:load", (event) => {
    const part = event.detail.elt;
    if (part instanceof Element && tree.contains(part)) {
      dressRests(part.parentElement);
      (part.matches(".tree-node") ? [part] : []).concat(nodesIn(part)).forEach(dress);
    }
  });

  // -- keyboard: one stop in the tab order, arrows inside ------
  function focus(node) {
    nodesIn(tree).forEach((other) => { rowOf(other).tabIndex = other === node ? 0 : -1; });
    rowOf(node).focus();
  }

  function step(node, by) {
    const shown = nodesIn(tree).filter(isShown);
    const next = shown[shown.indexOf(node) + by];
    if (next) { focus(next); }
  }

  const KEYS = {
    ArrowDown: (node) => step(node, 1),
    ArrowUp: (node) => step(node, -1),
    ArrowRight: (node) => {
      if (hasBranch(node) && !isOpen(node)) { open(node); } else if (isOpen(node)) { step(node, 1); }
    },
    ArrowLeft: (node) => { if (isOpen(node)) { close(node); } else if (parentOf(node)) { focus(parentOf(node)); } },
    Home: () => focus(nodesIn(tree)[0]),
    End: () => focus(nodesIn(tree).filter(isShown).pop()),
    Enter: (node) => rowOf(node).querySelector(".tree-name").click(),
  };

  tree.addEventListener("keydown", (event) => {
    const act = event.target.matches(".tree-row") && !event.ctrlKey && !event.altKey && !event.metaKey && KEYS[event.key];
    if (act) {
      event.preventDefault();
      event.stopPropagation();
      act(nodeOf(event.target));
    }
  });

  tree.addEventListener("click", (event) => {
    const toggle = event.target.closest("a.tree-toggle");
    if (!toggle || event.ctrlKey || event.metaKey) { return; }
    event.preventDefault();
    const node = nodeOf(toggle);
    if (isOpen(node)) { close(node); } else { open(node); }
    focus(node);
  });

  // -- dragging: dropped on a row, a body hangs below it; the list itself is never reordered ------
  let dragged = null;
  let aim = null;
  let waiting = 0;

  function makeSortable(list) {
    if (!window.Sortable || !tree.querySelector("[data-movable]")) { return; }
    window.Sortable.create(list, {
      group: "bodies",
      sort: false,
      handle: ".tree-handle",
      draggable: "[data-movable]",
      ghostClass: "tree-ghost",
      forceFallback: true,
      fallbackOnBody: true,
      onStart: (event) => {
        dragged = event.item;
        document.addEventListener("pointermove", follow);
      },
      onMove: () => false,
      onEnd: drop,
    });
  }

  function follow(event) {
    const node = nodeOf(document.elementFromPoint(event.clientX, event.clientY));
    if (node === aim) { return; }
    takeAim(node && tree.contains(node) && node.hasAttribute("data-takes") && !dragged.contains(node) ? node : null);
    window.clearTimeout(waiting);
    // A closed branch opens when somebody waits over it, so that a place far away can be reached.
    if (node && hasBranch(node) && !isOpen(node)) { waiting = window.setTimeout(() => open(node), OPEN_AFTER_MS); }
  }

  function takeAim(node) {
    if (aim) { aim.classList.remove("is-aim"); }
    aim = node;
    if (aim) { aim.classList.add("is-aim"); }
  }

  function drop(event) {
    const item = event.item;
    const target = aim;
    const source = parentOf(item);
    document.removeEventListener("pointermove", follow);
    window.clearTimeout(waiting);
    takeAim(null);
    dragged = null;
    if (!target || target === source) { return; }
    send(item, target.dataset.body).then((answer) => {
      document.body.dispatchEvent(new CustomEvent("notice", { detail: answer.body }));
      if (answer.ok) { place(item, source, target); }
    });
  }

  function send(node, parent) {
    const headers = JSON.parse(document.body.getAttribute("hx-headers"));
    return window.fetch(node.dataset.movable, { method: "POST", headers: headers, body: new URLSearchParams({ parent: parent }) })
      .then((response) => response.json().then((body) => ({ ok: response.ok, body: body })))
      .catch(() => ({ ok: false, body: { text: tree.dataset.refused, tone: "error" } }));
  }

  // A branch that was never loaded is loaded with its new body; any other takes the row over.
  function place(item, source, target) {
    const branch = branchOf(target);
    if (hasBranch(target) && !branch.children.length) {
      item.remove();
      open(target).then(() => focus(document.getElementById(item.id) || target));
    } else {
      branch.append(item);
      target.dataset.branch = target.dataset.branch || "";
      showOpen(target);
      relevel(item);
      focus(item);
    }
    if (!branchOf(source).querySelector(":scope > .tree-node")) {
      source.removeAttribute("data-branch");
      source.removeAttribute("data-open");
      tellOpen(source);
    }
  }

  function relevel(node) {
    node.dataset.level = Number(parentOf(node).dataset.level) + 1;
    rowOf(node).setAttribute("aria-level", node.dataset.level);
    Array.from(branchOf(node).querySelectorAll(":scope > .tree-node")).forEach(relevel);
  }

  // -- start ------
  tree.setAttribute("role", "tree");
  tree.setAttribute("aria-label", tree.dataset.label);
  nodesIn(tree).forEach(dress);
  dressRests(tree);
  const wanted = window.location.hash && document.getElementById(window.location.hash.slice(1));
  const first = wanted && wanted.matches(".tree-node") ? wanted : tree.querySelector(".tree-node");
  if (first) { rowOf(first).tabIndex = 0; }
  if (first && first === wanted) { focus(first); }
})();
