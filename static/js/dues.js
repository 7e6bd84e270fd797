// Dues: the sum of what is ticked while collecting, and the printer for a receipt that was asked for.
(() => {
  "use strict";

  const form = document.querySelector("[data-dues-collect]");
  if (form) {
    const boxes = [...form.querySelectorAll("input[name='paid']")];
    const all = form.querySelector("[data-dues-all]");
    const sum = form.querySelector("[data-dues-sum]");
    const show = () => {
      const ticked = boxes.filter((box) => box.checked);
      const fen = ticked.reduce((total, box) => total + Math.round(Number(box.dataset.amount) * 100), 0);
      sum.textContent = sum.dataset.words.replace("%(count)s", ticked.length).replace("%(total)s", (fen / 100).toFixed(2));
      all.checked = ticked.length === boxes.length;
      all.indeterminate = ticked.length > 0 && !all.checked;
    };
    all.addEventListener("change", () => {
      boxes.forEach((box) => { box.checked = all.checked; });
      show();
    });
    form.addEventListener("change", (event) => { if (event.target.name === "paid") show(); });
    show();
  }
  if (document.querySelector("[data-print-now]")) window.print();
})();
