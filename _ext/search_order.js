// Which pages come first: what is to be read and used before what is to be looked up.
const FIRST = ["choosing", "training", "start", "bowl", "exponential", "onecycle", "ced", "convergence", "worlds", "lab", "tutorials"];
const LAST = ["promises", "proofs", "benchmarks", "api", "genindex", "notation"];
var Scorer = {
  objNameMatch: 11, objPartialMatch: 6, objPrio: { 0: 15, 1: 5, 2: -5 }, objPrioDefault: 0,
  title: 15, partialTitle: 7, term: 5, partialTerm: 2, // as Sphinx has them
  score([page, , , , score]) {
    const name = page.split("/").pop();
    if (LAST.includes(name)) return score / 4 - 20; // a term's exact name counts 100
    return FIRST.includes(name) ? score + 40 - 3 * FIRST.indexOf(name) : score;
  },
};
// An excerpt says each formula once, and nothing that is not the text of its page.
document.addEventListener("DOMContentLoaded", () => {
  const plain = Search.htmlToText;
  Search.htmlToText = (text, anchor) => {
    const page = new DOMParser().parseFromString(text, "text/html");
    page.querySelectorAll("nav, .katex-mathml, .lr-late, .bd-sidebar-secondary, .prev-next-area, .lr-scene").forEach((part) => part.remove());
    return plain(page.documentElement.outerHTML, anchor);
  };
});
