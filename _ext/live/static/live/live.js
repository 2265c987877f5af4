/* The buttons that run Python in the page: small, and all that a page loads before a click.
   What they do is in box.js, which the first click fetches. */
"use strict";

(() => {
  const here = document.currentScript.src;

  /** Why this page cannot run Python, or nothing. */
  async function lacking() {
    if (location.protocol === "file:") {
      return "This page was opened from disk, where browsers run no Python. In the folder of the book, python -m http.server serves it.";
    }
    if (typeof WebAssembly !== "object" || typeof Worker !== "function") {
      return "This browser has no WebAssembly, without which it cannot run Python.";
    }
    try {
      await WebAssembly.compile(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0));
    } catch {
      return "The server of this page forbids WebAssembly: its Content-Security-Policy lacks 'wasm-unsafe-eval'.";
    }
    return "";
  }

  function say(place, words) {
    let told = place.querySelector(".live-lacking");
    if (!told) {
      told = document.createElement("p");
      told.className = "live-lacking";
      told.setAttribute("role", "status");
      place.append(told);
    }
    told.textContent = words;
  }

  async function act(place, what, ...more) {
    const missing = await lacking();
    if (missing) return say(place, missing);
    try {
      const box = await import(new URL("box.js", here).href);
      const problem = await box.ready(here);
      if (problem) return say(place, problem);
      place.querySelector(".live-lacking")?.remove();
      await box[what](place, ...more);
    } catch (error) {
      say(place, `This did not work, and should have: ${error.message}`);
    }
  }
  window.lrlibLive = { act }; // for scenes, whose buttons are their own

  function button(name, words, label, place, what) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = name;
    made.textContent = words;
    if (label) made.setAttribute("aria-label", label);
    made.addEventListener("click", () => act(place, what));
    return made;
  }

  const element = (name, classes) =>
    Object.assign(document.createElement(name), { className: classes });

  /** Beside the first buttons of a page: what a click costs. */
  const once = () => Object.assign(element("span", "live-size live-once"), { textContent: "the first click loads 20 MB, once" });

  document.addEventListener("DOMContentLoaded", () => {
    for (const theorem of document.querySelectorAll(".lr-theorem[id]")) {
      const place = element("div", "live");
      place.dataset.label = theorem.dataset.label || theorem.id;
      const row = element("p", "live-buttons");
      const of = `: ${place.dataset.label}`; // after the words that are seen, which a voice may say
      row.append(
        button("run-proof", "Run this proof", `Run this proof${of}`, place, "run"),
        button("break-proof", "Break this proof", `Break this proof${of}`, place, "change"),
      );
      if (!document.querySelector(".live-once")) row.append(once());
      place.append(row);
      theorem.append(place);
    }
    for (const cell of document.querySelectorAll(".cell.tag_live")) {
      const place = element("div", "live live-cell");
      const row = element("p", "live-buttons");
      row.append(button("run-cell", "Run it yourself", "", place, "cell"));
      place.append(row);
      cell.append(place);
    }
    for (const model of document.querySelectorAll(".cell.tag_live-answer")) {
      const asked = [...document.querySelectorAll("div.exercise")].filter(
        (exercise) => exercise.compareDocumentPosition(model) & Node.DOCUMENT_POSITION_FOLLOWING,
      );
      if (!asked.length) continue;
      const place = element("div", "live live-cell live-exercise");
      const row = element("p", "live-buttons");
      row.append(button("run-cell", "Answer here", "", place, "answer"));
      place.append(row);
      place.model = model;
      const solution = asked.at(-1).querySelector(":scope > .solution");
      if (solution) solution.before(place);
      else asked.at(-1).append(place);
    }
  });
})();
