// Which pages come first: what is to be read and used before what is to be looked up.
const FIRST = ["choosing", "training", "start", "bowl", "exponential", "onecycle", "ced", "convergence", "worlds", "lab", "tutorials"];
// Whoever asks for one of these wants to do it, and then to know why.
const DONE = ["choosing", "training", "start", "audit"];
const DOING = /\b(warm|cool|schedule|resum|train|optimi|fine.?tun|batch|accumul|momentum|weight|finder|range test|layer|log|adam|sgd|vit|bert|llm)/;
let asked = ""; // what is looked for
const LAST = ["promises", "proofs", "benchmarks", "api", "genindex", "notation"];
var Scorer = {
  objNameMatch: 11, objPartialMatch: 6, objPrio: { 0: 15, 1: 5, 2: -5 }, objPrioDefault: 0,
  title: 15, partialTitle: 7, term: 5, partialTerm: 2, // as Sphinx has them
  score([page, , anchor, object, score]) {
    const name = page.split("/").pop();
    if (LAST.includes(name)) return score / 4 - 20; // a term's exact name counts 100
    const titled = anchor && object === null ? 12 : 0; // a section that is about it
    const done = (DONE.includes(name) && DOING.test(asked) ? 35 : 0) + (name === "training" && ELSEWHERE.test(asked) ? 60 : 0);
    return done + (FIRST.includes(name) ? score + titled + 40 - 3 * FIRST.indexOf(name) : score);
  },
};
// Methods of others, to which one section of one page leads.
const ELSEWHERE = /\b(muon|mup|llrd|layer.?(wise|decay))/;
// What others call a thing of this book.
const MEANT = (low) => low.replace(/\b(learning[ -]rate|lr)[ -](range test|finder)\b/, "range test");
// Spellings of one word: who types one also finds what is written in another.
const SPELLINGS = [
  ["warmup", "warm-up", "warm up"], ["cooldown", "cool-down", "cool down"], ["fine-tuning", "finetuning", "fine tuning"],
  // and other names of one thing, the longest first
  ["layer-wise decay", "layer-wise learning rate decay", "layerwise decay", "layer-wise", "layerwise", "layer decay", "llrd"],
  ["vision transformer", "vit"], ["schedule-free", "schedulefree", "schedule free"],
];
const has = (low, word) => new RegExp(`(?<![\\w-])${word}(?![\\w-])`).test(low);
// This stands before Sphinx' own script; the moment that has run, and before it is given the index.
queueMicrotask(() => {
  const perform = Search._performSearch;
  Search._performSearch = (query, ...parsed) => {
    const low = asked = MEANT(query.toLowerCase());
    const group = SPELLINGS.find((words) => words.some((word) => has(low, word)));
    if (!group) return low === query.toLowerCase() ? perform(query, ...parsed) : perform(...Search._parseQuery(low));
    const typed = group.find((word) => has(low, word));
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
