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
});
