/* Import preview: a picked part shows its sentence in the source, joined by a hairline; doubts lead to their place. */
(function () {
  "use strict";

  const bench = document.querySelector(".import-bench");
  if (!bench) { return; }
  const source = bench.querySelector(".import-source");
  const tree = bench.querySelector(".import-tree");
  const line = bench.querySelector(".import-line path");
  const narrow = window.matchMedia("(max-width: 767.98px)");
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
  let picked = null;

  const piecesOf = (key) => Array.from(source.querySelectorAll(".piece[data-node='" + CSS.escape(key) + "']"));
  const branchOf = (key) => document.getElementById("n-" + key);

  // -- which side a phone shows ------
  function show(side) {
    bench.dataset.shows = side;
    document.querySelectorAll(".import-sides [data-side]").forEach((button) => {
      button.setAttribute("aria-pressed", String(button.dataset.side === side));
    });
    draw();
  }

  // -- picking ------
  // `key` names the words in the source; `own` the row, where a heading's words have become an item of their own.
  function pick(key, lead, own) {
    bench.querySelectorAll(".is-picked").forEach((part) => part.classList.remove("is-picked"));
    picked = { words: key, row: own || key };
    const pieces = piecesOf(picked.words);
    const branch = branchOf(picked.row);
    pieces.forEach((piece) => piece.classList.add("is-picked"));
    if (branch) { branch.classList.add("is-picked"); }
    if (narrow.matches) { show(lead === "tree" ? "source" : "tree"); }
    bringIntoView(lead === "tree" ? pieces[0] : branch && branch.querySelector(".branch-row"));
    draw();
  }

  function pickRow(part) {
    const branch = part.closest(".branch");
    pick(branch.querySelector("[data-pick]").dataset.pick, "tree", branch.dataset.node);
  }

  function bringIntoView(part) {
    if (!part) { return; }
    part.scrollIntoView({ block: narrow.matches ? "center" : "nearest", behavior: calm.matches ? "auto" : "smooth" });
  }

  // -- the hairline ------
  function draw() {
    const branch = picked && branchOf(picked.row);
    const piece = picked && piecesOf(picked.words)[0];
    line.setAttribute("d", branch && piece && !narrow.matches ? path(piece, branch.querySelector(".branch-row")) : "");
  }

  function path(piece, row) {
    const frame = bench.getBoundingClientRect();
    const left = source.getBoundingClientRect();
    const right = tree.getBoundingClientRect();
    const boxes = piece.getClientRects();
    const words = boxes[boxes.length - 1];
    const from = within(words ? words.bottom : left.top, left) - frame.top;
    const box = row.getBoundingClientRect();
    const to = within(box.top + Math.min(box.height / 2, 20), right) - frame.top;
    const x1 = Math.min(words ? words.right : left.right, left.right) - frame.left;
    const x2 = Math.max(box.left, right.left) - frame.left;
    const turn = (left.right + right.left) / 2 - frame.left;
    return "M" + x1 + " " + from + "H" + turn + "V" + to + "H" + x2;
  }

  function within(y, pane) {
    return Math.min(Math.max(y, pane.top), pane.bottom);
  }

  // -- doubts ------
  function goToDoubt(key) {
    const place = document.getElementById("s-" + key);
    if (!place) { return; }
    const piece = place.closest(".piece") || place;
    if (piece.dataset.node) { pick(piece.dataset.node, "tree"); }
    if (narrow.matches) { show("source"); }
    bringIntoView(piece);
  }

  function markSettled() {
    const open = new Set((document.getElementById("import-doubts").dataset.open || "").split(" "));
    source.querySelectorAll("mark.doubt").forEach((mark) => {
      mark.classList.toggle("is-settled", !mark.dataset.doubts.split(" ").some((key) => open.has(key)));
    });
  }

  document.body.addEventListener("click", (event) => {
    const side = event.target.closest(".import-sides [data-side]");
    const doubt = event.target.closest("a[data-doubt]");
    const link = event.target.closest("a[data-pick]");
    const edit = event.target.closest(".branch-side a[hx-get]");
    const piece = event.target.closest(".piece[data-node]");
    if (side) {
      show(side.dataset.side);
    } else if (doubt) {
      event.preventDefault();
      goToDoubt(doubt.dataset.doubt);
    } else if (link) {
      event.preventDefault();
      pickRow(link);
    } else if (edit && !narrow.matches) {
      pickRow(edit);
    } else if (piece) {
      pick(piece.dataset.node, "source");
    }
  });
  // The keyboard stays where it was: a part that was swapped takes the focus its predecessor lost.
  let touched = "";
  document.body.addEventListener("htmx:beforeRequest", (event) => {
    const branch = event.detail.elt.closest(".branch");
    touched = branch ? branch.dataset.node : "";
  });

  function keepFocus() {
    const branch = touched && branchOf(touched);
    if (!branch || document.activeElement !== document.body) { return; }
    const heir = branch.querySelector("a.branch-title, .branch-row button");
    if (heir) { heir.focus({ preventScroll: true }); }
  }

  document.body.addEventListener("htmx:afterSettle", () => {
    markSettled();
    keepFocus();
    const branch = picked && branchOf(picked.row);
    if (branch) { branch.classList.add("is-picked"); }
    draw();
  });
  [source, tree].forEach((pane) => pane.addEventListener("scroll", draw, { passive: true }));
  window.addEventListener("resize", draw);
  markSettled();
})();
