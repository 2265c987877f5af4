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
  // and a solution's button by its title
  for (const button of document.querySelectorAll(".admonition.dropdown .toggle-button")) {
    const title = button.closest(".admonition").querySelector(".admonition-title");
    button.setAttribute("aria-label", title.textContent.trim().replace(/\s+/g, " "));
    button.querySelector("svg")?.setAttribute("aria-hidden", "true");
  }
});

// a button that copies code, which comes late, is announced by what it does, its picture by nothing
new MutationObserver((changes) => {
  for (const node of changes.flatMap((change) => [...change.addedNodes])) {
    if (!node.matches?.("button.copybtn")) continue;
    node.setAttribute("aria-label", "Copy this code");
    node.querySelector("svg")?.setAttribute("aria-hidden", "true");
  }
}).observe(document.documentElement, { childList: true, subtree: true });

// Where one reads, in the contents. The theme marks a heading when it sees one pass, and misses
// those that a jump or a quick hand leaves behind; here the last one above the line of its mark counts.
document.addEventListener("DOMContentLoaded", () => {
  const links = [...document.querySelectorAll(".page-toc a[href^='#']")].filter((link) => link.hash.length > 1);
  const headings = links.map((link) => document.getElementById(decodeURIComponent(link.hash.slice(1))));
  const mark = () => {
    const line = 0.3 * innerHeight;
    const here = links.findLast((_, i) => headings[i]?.getBoundingClientRect().top < line);
    for (const link of links) {
      link.classList.toggle("active", link === here);
      if (link === here) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    for (const entry of document.querySelectorAll(".page-toc .toc-entry")) {
      entry.classList.toggle("active", entry.contains(here ?? null));
    }
  };
  let due;
  addEventListener("scroll", () => (clearTimeout(due), (due = setTimeout(mark, 150))), { passive: true });
});

// On paper lies open what is folded on the screen for room: parts of the text, and all of a statement.
addEventListener("beforeprint", () => {
  for (const fold of document.querySelectorAll("details.lr-fold:not([open]), .lr-theorem details.sd-dropdown:not([open])")) {
    const title = fold.querySelector("summary").textContent.trim();
    const part = !fold.closest(".lr-theorem");
    if (part || /^(The rest of the statement|Letters)/.test(title)) fold.open = fold.dataset.printing = true;
  }
});
addEventListener("afterprint", () => {
  for (const fold of document.querySelectorAll("details[data-printing]")) {
    fold.open = false;
    delete fold.dataset.printing;
  }
});
