// Results lead to sections: Sphinx' index knows pages only, for what is not in a title.
document.addEventListener("DOMContentLoaded", () => {
  const results = document.getElementById("search-results");
  if (!results) return;
  const query = new URLSearchParams(location.search).get("q") ?? "";
  const words = (text) => text.toLowerCase().split(/[^\p{L}\p{N}_.]+/u).filter((term) => term.length > 1);
  // SPELLINGS and MEANT, of _ext/search_order.js: a section may say it in other words
  const low = MEANT(query.toLowerCase()), group = SPELLINGS.find((names) => names.some((name) => has(low, name))) ?? [];
  const typed = group.find((name) => has(low, name));
  const ways = [words(low), ...group.filter((name) => name !== typed).map((name) => words(low.replace(typed, name)))];

  const begins = (term) => new RegExp(`(?<![\\p{L}\\p{N}])${term.replaceAll(".", "\\.")}`, "u"); // muP is not in warmup
  // the section of a page that says most about the terms: a title counts ten times
  function best(page) {
    let found = null;
    for (const section of page.querySelectorAll("article section[id]")) {
      const title = section.querySelector(":scope > :is(h1, h2, h3, h4)");
      if (!title) continue;
      const own = section.cloneNode(true);
      own.querySelectorAll(":scope section[id]:has(> :is(h2, h3, h4)), .katex, script").forEach((part) => part.remove());
      if (title.matches("h1")) own.querySelectorAll("table").forEach((part) => part.remove()); // it leads into the others
      const text = own.textContent.toLowerCase();
      const name = title.textContent.toLowerCase();
      const score = Math.max(...ways.map((terms) => {
        const scores = terms.map((term) => 10 * begins(term).test(name) + Math.min(text.split(begins(term)).length - 1, 5));
        const together = text.includes(terms.join(" ")) || text.includes(terms.join("-"));
        return scores.reduce((sum, one) => sum + one, 0) + 20 * scores.every((one) => one > 0) + 20 * together;
      }));
      if (score > 0 && (!found || score > found.score)) found = { score, id: section.id, title };
    }
    return found;
  }

  async function lead(link) {
    link.dataset.led = "yes";
    if (link.hash || !/\.html(\?|$)/.test(link.href)) return;
    const answer = await fetch(link.href).catch(() => null); // none, when opened from a disk
    if (!answer?.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const section = best(page);
    const first = page.querySelector("article section[id]");
    if (!section || section.id === first?.id) return;
    link.hash = section.id;
    const place = (other) => other.pathname + other.hash;
    const twins = [...results.querySelectorAll("li a")].filter((other) => place(other) === place(link));
    if (twins.length > 1) return link.closest("li").remove(); // Sphinx has found the section's title
    const name = section.title.cloneNode(true);
    name.querySelectorAll(".headerlink").forEach((part) => part.remove());
    link.append(` › ${name.textContent.trim()}`);
  }

  new MutationObserver(() => {
    results.querySelectorAll("li a:not([data-led])").forEach(lead);
  }).observe(results, { childList: true, subtree: true });
});
