// Which pages come first: what is to be read and used before what is to be looked up.
const FIRST = ["choosing", "training", "start", "bowl", "exponential", "onecycle", "ced", "convergence", "worlds", "lab", "tutorials"];
const LAST = ["promises", "proofs", "benchmarks", "api", "genindex", "notation"];
var Scorer = {
  objNameMatch: 11, objPartialMatch: 6, objPrio: { 0: 15, 1: 5, 2: -5 }, objPrioDefault: 0,
  title: 15, partialTitle: 7, term: 5, partialTerm: 2, // as Sphinx has them
  score([page, , anchor, object, score]) {
    const name = page.split("/").pop();
    if (LAST.includes(name)) return score / 4 - 20; // a term's exact name counts 100
    const titled = anchor && object === null ? 12 : 0; // a section that is about it
    return FIRST.includes(name) ? score + titled + 40 - 3 * FIRST.indexOf(name) : score;
  },
};
// Spellings of one word: who types one also finds what is written in another.
const SPELLINGS = [["warmup", "warm-up", "warm up"], ["cooldown", "cool-down", "cool down"], ["fine-tuning", "finetuning", "fine tuning"]];
// This stands before Sphinx' own script; the moment that has run, and before it is given the index.
queueMicrotask(() => {
  const perform = Search._performSearch;
  Search._performSearch = (query, ...parsed) => {
    const low = query.toLowerCase();
    const group = SPELLINGS.find((words) => words.some((word) => low.includes(word)));
    if (!group) return perform(query, ...parsed);
    const typed = group.find((word) => low.includes(word));
    const found = new Map(); // the best of each place, whatever it was found by
    for (const word of group) {
      for (const result of perform(...Search._parseQuery(low.replace(typed, word)))) {
        const place = result.slice(0, 4).join();
        if (!(found.get(place)?.[4] >= result[4])) found.set(place, result);
      }
    }
    Search._parseQuery(query); // what is marked on the page is what was typed
    return [...found.values()].sort((a, b) => a[4] - b[4]); // shown from the end
  };
});
// An excerpt says each formula once, and nothing that is not the text of its page.
document.addEventListener("DOMContentLoaded", () => {
  const plain = Search.htmlToText;
  Search.htmlToText = (text, anchor) => {
    const page = new DOMParser().parseFromString(text, "text/html");
    page.querySelectorAll("nav, .katex-mathml, .lr-late, .bd-sidebar-secondary, .prev-next-area, .lr-scene").forEach((part) => part.remove());
    return plain(page.documentElement.outerHTML, anchor);
  };
});
