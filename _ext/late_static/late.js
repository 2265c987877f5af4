// Formulas in closed folds are TeX until the fold opens: see _ext/late.py.
let katexIsHere;

/** KaTeX writes the width of a tall brace as an attribute, which a strict policy forbids. */
function styleAsProperty(name, value) {
  if (name === "style") this.style.cssText = value;
  else Element.prototype.setAttribute.call(this, name, value);
}

function katexOnce() {
  katexIsHere ??= new Promise((done, fail) => {
    const script = document.createElement("script");
    script.src = `${document.documentElement.dataset.content_root ?? ""}_static/katex/katex.min.js`;
    script.onload = () => {
      const render = window.katex.render;
      window.katex.render = (...given) => {
        SVGElement.prototype.setAttribute = styleAsProperty;
        try {
          render(...given);
        } finally {
          delete SVGElement.prototype.setAttribute; // the one of Element is back
        }
      };
      done(window.katex);
    };
    script.onerror = () => {
      katexIsHere = undefined; // the next fold tries again
      fail(new Error("KaTeX could not be loaded"));
    };
    document.head.append(script);
  });
  return katexIsHere;
}

const waiting = (place) => [...(place.matches?.(".lr-late") ? [place] : []), ...place.querySelectorAll(".lr-late")];

/** Set what waits in a fold and is not folded away once more. */
function setFormulas(fold, katex) {
  for (const formula of waiting(fold)) {
    if (formula.closest("details:not([open])")) continue;
    const holder = document.createElement("span");
    // the nodes themselves, so that styles are set as properties, which a strict policy allows
    katex.render(formula.textContent, holder, { displayMode: Boolean(formula.closest(".katex-display")) });
    const set = holder.querySelector(".katex");
    if (formula.matches(".math")) formula.replaceChildren(set);
    else formula.replaceWith(set);
    formula.classList.remove("lr-late");
  }
  dispatchEvent(new Event("resize")); // who watches widths looks again
}

/** Set what of a place waits, once KaTeX is here. */
window.lrlibLate = async (place) => waiting(place).length && setFormulas(place, await katexOnce());

document.addEventListener("toggle", ({ target }) => target.open && window.lrlibLate(target), true);

// A page that is read gets KaTeX before it is asked for: then a fold opens at once, and print,
// which waits for nothing, has it. Where it has not, what would be TeX on paper stays folded.
if (document.querySelector(".lr-late")) {
  const come = () => katexOnce().catch(() => {}); // a fold that needs it will say so
  for (const sign of ["pointermove", "scroll", "keydown"]) addEventListener(sign, come, { once: true, passive: true });
}
addEventListener("beforeprint", () => {
  if (window.katex) return setFormulas(document, window.katex);
  for (const fold of document.querySelectorAll("details[data-printing]")) {
    fold.open = !fold.querySelector(".lr-late");
  }
});
