/* Before the first paint: the chosen scheme (or the system's) and the width of the rail, so that nothing flickers. */
(function () {
  "use strict";
  const root = document.documentElement;
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const read = function (name) {
    try { return window.localStorage.getItem(name) || ""; } catch (error) { return ""; }
  };
  const apply = function () {
    const chosen = read("theme");
    root.dataset.bsTheme = chosen === "dark" || chosen === "light" ? chosen : (dark.matches ? "dark" : "light");
    root.dataset.themeChoice = chosen || "auto";
  };
  root.classList.add("js");
  root.classList.toggle("rail-small", read("rail") === "small");
  apply();
  dark.addEventListener("change", apply);
  window.portalTheme = {
    choose: function (choice) {
      try { window.localStorage.setItem("theme", choice === "auto" ? "" : choice); } catch (error) { /* private window: holds for this page */ }
      if (choice === "auto") { apply(); } else { root.dataset.bsTheme = choice; root.dataset.themeChoice = choice; }
    },
  };
})();
