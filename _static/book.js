// What the theme's pages lack: actions that a strict policy allows, and names that match words.

// strict_pages.py turned onclick="name()" into data-onclick="name"
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-onclick]");
  if (!button) return;
  const action = button.dataset.onclick.split(".").reduce((object, key) => object?.[key], window);
  if (typeof action === "function") action.call(window);
});

document.addEventListener("DOMContentLoaded", () => {
  // a folded cell is announced by the words that it shows
  for (const summary of document.querySelectorAll("summary[aria-label]")) {
    summary.removeAttribute("aria-label");
  }
  // a formula wider than the page can be scrolled by keyboard too
  const reachable = () => {
    for (const formula of document.querySelectorAll(".math, .katex-display")) {
      const wide = formula.scrollWidth > formula.clientWidth + 1 && formula.clientWidth > 0;
      if (wide) formula.tabIndex = 0;
      else formula.removeAttribute("tabindex");
    }
  };
  reachable();
  window.addEventListener("resize", reachable);
  document.addEventListener("toggle", reachable, true);
});
