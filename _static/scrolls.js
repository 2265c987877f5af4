// What is wider than the page says so: it carries data-scrolls, fades where there is more, and
// has a hint below it. Formulas break first (book.css); this is for what cannot.
document.addEventListener("DOMContentLoaded", () => {
  const candidates = [
    "div.math", "span.math", "pre", ".pst-scrollable-table-container", ".cell_output > .output",
    ".sd-card-body",
  ].map((part) => `.bd-article ${part}`).join(", ");
  const hints = new WeakMap();

  function tooWide(node) {
    if (!node.checkVisibility()) return false; // folded away, or in a tab behind
    if (node.matches("span.math")) {
      // in running text: its box is that of its lines, so each part is asked
      const room = node.parentElement.closest("p, li, td, th, dd, dt, div, figcaption").clientWidth;
      return [...node.querySelectorAll(".base")].some((part) => part.offsetWidth > room + 1);
    }
    const style = getComputedStyle(node);
    return style.overflowX !== "visible" && node.scrollWidth > node.clientWidth + 1;
  }

  function edges(node) {
    const left = node.scrollLeft > 1;
    const right = node.scrollLeft + node.clientWidth < node.scrollWidth - 1;
    node.dataset.scrolls = left && right ? "both" : left ? "left" : "right";
  }

  function mark(node) {
    const hint = document.createElement("span");
    hint.className = "lr-hint";
    hint.setAttribute("aria-hidden", "true");
    node.after(hint);
    hints.set(node, hint);
    node.addEventListener("scroll", () => hints.has(node) && edges(node), { passive: true });
    if (node.matches(".math")) {
      // the theme does this for what is not a formula
      node.tabIndex = 0;
      node.setAttribute("role", "group");
      node.setAttribute("aria-label", "formula, scrolls sideways");
    }
  }

  function unmark(node) {
    hints.get(node).remove();
    hints.delete(node);
    for (const name of ["data-scrolls", ...(node.matches(".math") ? ["tabindex", "role", "aria-label"] : [])]) {
      node.removeAttribute(name);
    }
  }

  /** Formulas side by side stand one below the other before any of them breaks. */
  function gather() {
    for (const row of document.querySelectorAll(".katex-display .katex-html:not([data-gathered])")) {
      row.dataset.gathered = "";
      const parts = [...row.children];
      if (!parts.some((part) => part.querySelector(":scope > .allowbreak"))) continue;
      let piece;
      for (const part of parts) {
        piece ??= row.appendChild(document.createElement("span"));
        piece.className = "lr-piece";
        piece.append(part);
        if (part.querySelector(":scope > .allowbreak")) piece = undefined; // the next one begins here
      }
    }
  }

  function look() {
    gather();
    for (const node of document.querySelectorAll(candidates)) {
      const wide = tooWide(node);
      if (wide && !hints.has(node)) mark(node);
      if (!wide && hints.has(node)) unmark(node);
      if (wide) edges(node);
    }
  }

  look();
  document.fonts?.ready.then(look);
  document.fonts?.addEventListener("loadingdone", look); // letters that a fold's formulas bring
  window.addEventListener("load", look);
  window.addEventListener("resize", look);
  document.addEventListener("toggle", look, true); // folds
  document.addEventListener("change", look); // tabs
});
