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

  // -- roles: the list becomes a tree ------
  function dress(node) {
    node.setAttribute("role", "treeitem");
    node.setAttribute("aria-level", node.dataset.level);
    node.setAttribute("aria-labelledby", nameOf(node).id);
    node.tabIndex = -1;
    node.querySelectorAll(":scope > .tree-row a").forEach((link) => { link.tabIndex = -1; });
    branchOf(node).setAttribute("role", "group");
    tellOpen(node);
    branchOf(node).hidden = hasBranch(node) && !isOpen(node);
    makeSortable(branchOf(node));
  }

  // 显示后面的下级 stands among the bodies and is reached by Tab.
  function dressRests(root) {
    root.querySelectorAll(".tree-more").forEach((rest) => rest.setAttribute("role", "treeitem"));
  }

  function nameOf(node) {
    const name = node.querySelector(":scope > .tree-row > .tree-name");
    name.id = name.id || "name-" + node.dataset.body;
    return name;
  }

  function tellOpen(node) {
    if (hasBranch(node)) { node.setAttribute("aria-expanded", String(isOpen(node))); }
    else { node.removeAttribute("aria-expanded"); }
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
      if (!branch.children.length) { return; }
      node.setAttribute("data-open", "");
      branch.hidden = false;
      tellOpen(node);
    });
  }

  function close(node) {
    if (!isOpen(node)) { return; }
    node.removeAttribute("data-open");
    branchOf(node).hidden = true;
    tellOpen(node);
    if (branchOf(node).contains(document.activeElement)) { focus(node); }
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
    nodesIn(tree).forEach((other) => { other.tabIndex = other === node ? 0 : -1; });
    node.focus();
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
    Enter: (node) => nameOf(node).click(),
  };

  tree.addEventListener("keydown", (event) => {
    const node = event.target;
    const act = node.matches(".tree-node") && !event.ctrlKey && !event.altKey && !event.metaKey && KEYS[event.key];
    if (act) {
      event.preventDefault();
      event.stopPropagation();
      act(node);
    }
  });

  tree.addEventListener("click", (event) => {
    const toggle = event.target.closest("a.tree-toggle");
    if (!toggle || event.ctrlKey || event.metaKey) { return; }
    event.preventDefault();
    const node = toggle.closest(".tree-node");
    if (isOpen(node)) { close(node); } else { open(node); }
    focus(node);
  });

  // -- dragging: a body and everything below it goes under another one ------
  let waiting = 0;

  function makeSortable(list) {
    if (!window.Sortable || !tree.querySelector("[data-movable]")) { return; }
    window.Sortable.create(list, {
      group: { name: "bodies", put: (to) => to.el.parentElement.hasAttribute("data-takes") },
      sort: false,
      handle: ".tree-handle",
      draggable: "[data-movable]",
      ghostClass: "tree-ghost",
      fallbackOnBody: true,
      onStart: () => tree.classList.add("is-dragging"),
      onMove: openWhatIsUnderTheHand,
      onEnd: drop,
    });
  }

  // A closed branch opens when somebody waits over it, so that a place far away can be reached.
  function openWhatIsUnderTheHand(event) {
    window.clearTimeout(waiting);
    const node = event.related.closest(".tree-node");
    if (node && hasBranch(node) && !isOpen(node)) {
      waiting = window.setTimeout(() => open(node), OPEN_AFTER_MS);
    }
    return true;
  }

  function drop(event) {
    window.clearTimeout(waiting);
    tree.classList.remove("is-dragging");
    if (event.to === event.from) { return; }
    const back = { list: event.from, before: event.from.children[event.oldIndex] || null };
    send(event.item, event.to.dataset.parent).then((answer) => {
      tell(answer.body);
      if (!answer.ok) { back.list.insertBefore(event.item, back.before); }
      [event.from, event.to].forEach((list) => settle(list.closest(".tree-node")));
      relevel(event.item);
      focus(event.item);
    });
  }

  function send(node, parent) {
    const headers = JSON.parse(document.body.getAttribute("hx-headers"));
    return window.fetch(node.dataset.movable, { method: "POST", headers: headers, body: new URLSearchParams({ parent: parent }) })
      .then((response) => response.json().then((body) => ({ ok: response.ok, body: body })))
      .catch(() => ({ ok: false, body: { text: tree.dataset.refused, tone: "error" } }));
  }

  function tell(body) {
    document.body.dispatchEvent(new CustomEvent("notice", { detail: body }));
  }

  // Where the last child went, nothing is left to open; where the first one came, there is now.
  function settle(node) {
    const branch = branchOf(node);
    const count = branch.querySelectorAll(":scope > .tree-node").length;
    if (!count) { node.removeAttribute("data-open"); }
    if (count) {
      node.setAttribute("data-open", "");
      node.dataset.branch = node.dataset.branch || "";
      branch.hidden = false;
    } else {
      node.removeAttribute("data-branch");
    }
    tellOpen(node);
  }

  function relevel(node) {
    const above = parentOf(node);
    node.dataset.level = above ? Number(above.dataset.level) + 1 : 1;
    node.setAttribute("aria-level", node.dataset.level);
    nodesIn(node).forEach(relevel);
  }

  // -- start ------
  tree.setAttribute("role", "tree");
  tree.setAttribute("aria-label", tree.dataset.label);
  nodesIn(tree).forEach(dress);
  dressRests(tree);
  const wanted = window.location.hash && document.getElementById(window.location.hash.slice(1));
  const first = wanted && wanted.matches(".tree-node") ? wanted : tree.querySelector(".tree-node");
  if (first) { first.tabIndex = 0; }
  if (first && first === wanted) { focus(first); }
})();
