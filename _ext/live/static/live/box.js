/* Theorem boxes and cells at work: what a click on one of live.js's buttons does.
   worker.js states the messages; lrlib/proofs/stream.py the events of a theorem. */

const SIGNS = { "=": "≠", "<": "≮", "<=": "≰", ">": "≯", ">=": "≱" };
const ENGINES = { arb: "ball arithmetic (arb)", "mpmath.iv": "interval arithmetic", numerics: "numbers" };
const PAUSE = 1000; // ms in which a reader may ask for another proof, before this one is tried on
const FOUND = "lrlib-false-neighbours-found";

let folder; // of this script
let site; // live.json
let worker;
let forms; // theorems.json, when it was asked for
let last = 0;
let wanted = 0; // counts what the reader asked for: an older search gives way
const tasks = new Map(); // id -> what to do with its answers
const busy = () => [...tasks.values()].some((answer) => !answer.idle);

const make = (name, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
};
const number = (x) => (typeof x === "number" ? String(Number(x.toPrecision(6))).replace("-", "−") : x);
const time = (seconds) => (seconds < 0.005 ? "under 0.01 s" : `${seconds.toFixed(2)} s`);
const some = (count, what) => `${count} ${what}${count === 1 ? "" : "s"}`;
const megabytes = (bytes) => (bytes / 1e6).toFixed(1);

// -- the worker --------------------------------------------------------------------------------

/** Reads what the build packed; the reason why there is nothing to run, or nothing. */
export async function ready(script) {
  folder = new URL(".", script).href;
  site ??= await (await fetch(new URL("live.json", folder), { cache: "no-cache" })).json();
  return site.missing ? `This build of the book cannot run it: ${site.missing}` : "";
}

function ask(task, answer) {
  if (["prove", "cell"].includes(task.task)) wanted += 1;
  if (!worker) {
    worker = new Worker(new URL("worker.js", folder), { type: "module" });
    worker.postMessage(site);
    worker.onmessage = ({ data }) => {
      const told = tasks.get(data.id);
      if (data.event === "done") tasks.delete(data.id);
      told?.(data);
    };
    worker.onerror = (event) => {
      end(event.message || "Python could not be started.");
    };
  }
  const id = ++last;
  tasks.set(id, answer);
  worker.postMessage({ id, ...task });
}

/** Ends the worker and all that was asked of it; the next task starts a new one. */
function end(words) {
  worker?.terminate();
  worker = undefined;
  const open = [...tasks.values()];
  tasks.clear();
  for (const answer of open) {
    answer({ event: "failed", words, stopped: true });
    answer({ event: "done" });
  }
}

function understood(words) {
  return /out of memory|allocat|Maximum call stack/i.test(words)
    ? `This device has too little memory for it (${words}).`
    : words;
}

// -- a panel: what happens now, how far, and what came of it -------------------------------------

class Panel {
  constructor(place) {
    this.place = place;
    this.verdict = make("p", { className: "proof-verdict" });
    this.verdict.setAttribute("role", "status");
    this.bar = make("progress", { hidden: true, max: 1 });
    this.bar.setAttribute("aria-label", "Loading");
    this.size = make("span", { className: "live-size" });
    this.stop = make("button", { type: "button", className: "stop-proof", textContent: "Stop", hidden: true });
    this.stop.addEventListener("click", () => end("Stopped."));
    this.waited = make("span", { className: "live-size" });
    this.load = make("p", { className: "live-load", hidden: true }, this.bar, this.size, this.waited, this.stop);
    this.steps = make("ul", { className: "live-steps" });
    this.more = make("div", { className: "live-more" });
    const notices = new URL(`${site.folder}/NOTICES.txt`, folder).href;
    this.rights = make("p", { className: "live-rights", hidden: true },
      "Run in this browser. ", make("a", { href: notices, textContent: "What runs here, and its licences" }));
    this.element = make("div", { className: "live-panel" }, this.verdict,
      this.load, this.steps, this.more, this.rights);
  }

  begin(words, from) {
    this.turn = (this.turn ?? 0) + 1;
    this.from = from;
    this.say(words);
    this.load.hidden = this.stop.hidden = this.bar.hidden = false;
    this.bar.removeAttribute("value"); // something is done, how much is not known
    clearInterval(this.clock);
    const start = performance.now();
    this.clock = setInterval(() => {
      this.waited.textContent = `${Math.round((performance.now() - start) / 1000)} s`;
    }, 1000);
    this.place.setAttribute("aria-busy", "true");
  }

  /** What to do with answers, but for those that come when the panel was asked for something else. */
  only(answer) {
    const { turn } = this;
    return (event) => turn === this.turn && answer(event);
  }

  /** What every task has in common; true if the event was one of that. */
  heard(event) {
    if (event.event === "bytes") {
      this.bar.hidden = false;
      this.bar.value = event.loaded / event.total;
      this.size.textContent = `${megabytes(event.loaded)} of ${megabytes(event.total)} MB`;
    } else if (event.event === "doing") {
      this.verdict.textContent = `Starting ${event.words} …`;
      this.bar.removeAttribute("value");
    } else if (event.event === "failed") {
      this.verdict.textContent = understood(event.words);
    } else if (event.event === "done") {
      this.rest();
    } else {
      return false;
    }
    return true;
  }

  say(words) {
    this.verdict.textContent = words;
    delete this.verdict.dataset.verdict;
    this.steps.replaceChildren();
    this.more.replaceChildren();
  }

  /** How much of what is done besides. */
  progress(share, words) {
    this.bar.hidden = this.stop.hidden = this.load.hidden = false;
    this.bar.value = share;
    this.bar.setAttribute("aria-label", "Lines tried");
    this.size.textContent = words;
  }

  rest() {
    const focused = document.activeElement === this.stop;
    this.bar.hidden = this.stop.hidden = this.load.hidden = true;
    this.rights.hidden = false;
    this.size.textContent = this.waited.textContent = "";
    clearInterval(this.clock);
    this.bar.setAttribute("aria-label", "Loading");
    this.place.removeAttribute("aria-busy");
    if (focused) this.from?.focus();
  }

  step(what, words, answer, seconds, reason = "") {
    const mark = answer === true ? "✓" : answer === false ? "✗" : "?";
    const item = make("li", {}, make("span", { className: "live-mark", textContent: mark }), " ", words, " ",
      make("span", { className: "live-time", textContent: time(seconds) }));
    item.dataset.answer = String(answer);
    item.dataset.what = what;
    if (reason) item.append(make("span", { className: "live-reason", textContent: ` · ${reason}` }));
    this.steps.append(item);
    return item;
  }

  decide(event, words) {
    this.verdict.dataset.verdict = event.verdict;
    this.verdict.textContent = words;
  }
}

const panels = new WeakMap();
function panel(place) {
  if (!panels.has(place)) {
    panels.set(place, new Panel(place));
    place.append(panels.get(place).element);
  }
  return panels.get(place);
}

/** A task of a scene: its progress is shown in the place, its answers go to whoever asked. */
export function work(place, task, from, answer) {
  const here = panel(place);
  here.begin("Loading Python …", from);
  const told = here.only((event) => here.heard(event) || (here.verdict.textContent = ""));
  ask(task, (event) => {
    told(event);
    answer(event);
  });
}

const engine = (name) => ENGINES[name] ?? name;
const numbers = (witness) =>
  `${number(witness.left)} ${SIGNS[witness.relation]} ${number(witness.right)} (${witness.at})`;

// -- run this proof ------------------------------------------------------------------------------

/** First the theorem's own lines, or checks, and the false neighbours that a person chose; then,
    line after line, those that the machine makes. */
export function run(place) {
  const here = panel(place);
  here.ofTheorem = true; // not of a claim
  const label = place.dataset.label;
  const items = {}; // of the lines, by name
  let [start, held] = [{}, false];
  let [lines, refuted, seconds] = [0, 0, 0];
  const found = () => (lines ? `${some(lines, "line")} shown, ` : "") + `${some(refuted, "false neighbour")} refuted`;
  here.begin("Loading Python …", place.querySelector(".run-proof"));
  ask({ task: "prove", label }, here.only((event) => {
    if (event.event === "start") {
      start = event;
      here.verdict.textContent = "Checking …";
    } else if (event.event === "line") {
      lines += 1;
      items[event.name] = here.step(`line ${event.name}`, formula(place, event), event.answer, event.seconds, event.reason);
    } else if (event.event === "check") {
      here.step(event.engine, engine(event.engine), event.answer, event.seconds, event.reason);
    } else if (event.event === "neighbour") {
      refuted += event.refuted;
      const reason = event.refuted ? numbers(event.witness) : event.problem;
      here.step(`neighbour ${event.index}`, `refutes “${start.neighbours[event.index]}”`, event.refuted, event.seconds, reason);
    } else if (event.event === "verdict") {
      held = event.verdict === "holds";
      seconds = event.seconds;
      here.decide(event, held ? `It holds: ${found()}, ${time(seconds)} on this machine.`
        : `Not shown: ${event.problems.join("; ")}`);
    } else if (here.heard(event) && event.event === "done" && held && lines && here.verdict.dataset.verdict) {
      beside(here, start, items, (event) => {
        refuted += event.refuted;
        seconds += event.seconds;
        return `It holds: ${found()}, ${time(seconds)} on this machine.`;
      });
    }
  }));
}

/** A line as its box prints it, from the fold with the proof. */
function formula(place, { name, number }) {
  const printed = place.closest(".lr-theorem")?.querySelectorAll("details ol.arabic > li")[number - 1];
  const math = printed?.querySelector(".math")?.cloneNode(true);
  const words = make("span", { textContent: number ? `${number}. ` : `given: ${name} ` });
  if (math) words.append(math), window.lrlibLate?.(math); // in its fold it may be TeX still
  else if (number) words.append(name);
  return words;
}

/** The neighbours that the machine makes of each line, until something else is asked for. */
function beside(here, { label, lines, seed }, items, counted) {
  const mine = wanted;
  const total = { refuted: 0, true: 0, open: 0 };
  const problems = [];
  const told = make("p", { className: "live-beside" });
  let [done, words, over] = [0, "", false];
  here.more.append(told);
  here.place.setAttribute("aria-busy", "true");

  const rest = () => {
    const changed = total.refuted + total.true + total.open;
    return `The machine then changed one thing in a line, in ${some(changed, "way")}. Numbers refute ${total.refuted}`
      + (total.true ? `, ${total.true} are true as well` : "") + (total.open ? `, ${total.open} stay open` : "");
  };
  function finish(why) {
    over = true;
    here.rest();
    told.textContent = `${rest()}${why}. Its numbers are drawn afresh each time, so these counts may differ a little from those above; `;
    told.append(make("code", { textContent: `python -m lrlib.proofs ${label} --seed ${seed}` }), " draws the same.");
    if (problems.length) here.decide({ verdict: "undecided" }, `Not shown: ${problems.join("; ")}`);
    else if (words) here.verdict.textContent = words;
  }
  function next() {
    if (!told.isConnected) return; // the box was asked for something else
    if (done === lines.length) return finish("");
    if (mine !== wanted) return finish(`, up to line ${done} of ${lines.length}`);
    here.progress(done / lines.length, `false neighbours of line ${done + 1} of ${lines.length}`);
    const answer = (event) => {
      if (over || !told.isConnected) return;
      if (event.event === "made") {
        for (const outcome of Object.keys(total)) total[outcome] += event[outcome];
        problems.push(...event.problems);
        words = counted(event);
        done += 1;
        told.textContent = `${rest()} …`;
        if (event.refuted) {
          const one = ` · ${some(event.refuted, "false neighbour")} refuted`;
          items[event.name]?.append(make("span", { className: "live-reason", textContent: one }));
        }
      } else if (event.event === "failed") {
        finish(`, up to line ${done} of ${lines.length} (${event.words})`);
      } else if (event.event === "done") {
        next();
      }
    };
    ask({ task: "made", label, name: lines[done] }, Object.assign(answer, { idle: true }));
  }
  setTimeout(next, PAUSE);
}

// -- break this proof ----------------------------------------------------------------------------

export async function change(place) {
  let form = place.querySelector(".live-claim");
  if (form) {
    form.hidden = !form.hidden;
  } else {
    forms ??= await (await fetch(new URL(site.theorems, folder), { cache: "force-cache" })).json();
    form = claimed(place, forms[place.dataset.label]);
    place.querySelector(".live-buttons").after(form);
    if (!worker) ask({ task: "load" }, () => {}); // while the reader thinks
  }
  place.querySelector(".break-proof").setAttribute("aria-expanded", String(!form.hidden));
  const here = panels.get(place);
  if (!form.hidden && here?.ofTheorem && here.verdict.dataset.verdict) { // "It holds" is no word on what is changed here
    wanted += 1; // a search for more neighbours gives way
    here.say("");
    here.rest();
  }
  if (!form.hidden) form.querySelector("input:not([readonly]), button").focus();
}

const plainNumber = /^-?\d+(\.\d+)?$/;
/** The number in a text, one unit of its last digit up or down. */
function stepped(text, way) {
  const digits = text.split(".")[1]?.length ?? 0;
  return (Number(text) + way / 10 ** digits).toFixed(digits);
}

function claimed(place, theorem) {
  const label = place.dataset.label;
  const form = make("form", { className: "live-claim", noValidate: true, autocomplete: "off" });
  form.setAttribute("aria-label", `The claim of ${label}`);
  form.append(make("p", { textContent: "Change a formula, a number or a sign, or take a false neighbour below, and check it: "
    + "the machine should refuse, with a number." }));
  const fields = {};
  const places = {}; // of the lines, by name
  let base = null; // the false neighbour from which the reader started
  let waiting;

  const basis = (name) => (base === null ? undefined : theorem.neighbours[base].changes[name]) ?? fields[name].text;
  const edits = () => Object.fromEntries(Object.values(fields)
    .filter(({ name, input }) => input.value !== basis(name)).map(({ name, input }) => [name, input.value]));

  function meant() {
    clearTimeout(waiting);
    for (const field of Object.values(fields)) field.refresh(), field.wait();
    waiting = setTimeout(() => {
      const claim = Object.fromEntries(Object.values(fields).filter(({ kind }) => kind === "expression")
        .map(({ name, input }) => [name, input.value]));
      if (!worker) ask({ task: "load", all: false }, () => {});
      if (busy()) return meant(); // once more, a little later
      ask({ task: "show", label, claim }, (event) => {
        if (event.event !== "shown") return;
        for (const [name, { mathml, problem }] of Object.entries(event.values)) {
          if (fields[name].input.value === claim[name]) fields[name].tell(mathml ?? "", problem ?? "");
        }
      });
    }, 200);
  }

  /** Where a value is changed: below its line, as the box prints it, if the proof is lines. */
  function lineOf(name) {
    const of = name.replace(/_sign$/, "");
    const number = theorem.lines[of];
    if (!number) return { where: form, words: name };
    if (!places[of]) {
      places[of] = make("fieldset", {}, make("legend", {}, "Line ", formula(place, { name: of, number })));
      form.append(places[of]);
    }
    return { where: places[of], words: of === name ? "right side" : "sign" };
  }

  for (const one of theorem.fields) {
    const id = `claim-${label}-${one.name}`;
    const { where, words: called } = lineOf(one.name);
    const input = make("input", { id, value: one.text, spellcheck: false, autocapitalize: "off" });
    input.dataset.claim = one.name;
    input.readOnly = one.kind !== "expression";
    const math = make("output", { className: "live-math" });
    math.htmlFor = id;
    const problem = make("p", { className: "live-problem", id: `${id}-problem` });
    input.setAttribute("aria-describedby", problem.id);
    const row = make("div", { className: one.kind === "choice" ? "live-field live-choice" : "live-field" }, make("label", { htmlFor: id, textContent: called }), input);
    const field = { ...one, input, tell, refresh() {}, wait };
    let seen = one.text; // what the formula beside the field shows
    function wait() {
      math.classList.toggle("live-waits", input.value !== seen);
    }
    function tell(mathml, words) {
      const frame = document.createElement("template");
      frame.innerHTML = mathml;
      math.replaceChildren(frame.content);
      seen = input.value;
      wait();
      requestAnimationFrame(() => { // what can be scrolled can be reached
        if (math.scrollWidth > math.clientWidth + 1) math.tabIndex = 0;
        else math.removeAttribute("tabindex");
      });
      problem.textContent = words;
      input.setAttribute("aria-invalid", String(Boolean(words)));
    }
    if (one.kind === "expression") {
      const steps = [["−", -1, "one less"], ["+", 1, "one more"]].map(([sign, way, words]) => {
        const button = make("button", { type: "button", className: "live-step", textContent: sign });
        button.setAttribute("aria-label", `${one.name}: ${words} in the last digit`);
        button.addEventListener("click", () => move(way));
        return button;
      });
      const move = (way) => {
        if (!plainNumber.test(input.value)) return;
        input.value = stepped(input.value, way);
        meant();
      };
      input.addEventListener("keydown", (event) => {
        const way = { ArrowUp: 1, ArrowDown: -1 }[event.key];
        if (!way || !plainNumber.test(input.value)) return;
        event.preventDefault();
        move(way);
      });
      field.refresh = () => steps.forEach((button) => (button.hidden = !plainNumber.test(input.value)));
      row.append(...steps);
      field.refresh();
    } else if (one.kind === "choice") {
      const toggle = make("button", { type: "button", className: "live-switch", textContent: "switch" });
      toggle.setAttribute("aria-label", `${one.name}: switch`);
      toggle.addEventListener("click", () => {
        input.value = one.options[(one.options.indexOf(input.value) + 1) % one.options.length];
        meant();
      });
      row.append(toggle);
    } else row.append(make("span", { className: "live-size", textContent: "no field here reads what this is; a false neighbour below changes it" }));
    row.append(math, problem);
    tell(one.mathml ?? "", "");
    input.addEventListener("input", meant);
    fields[one.name] = field;
    if (where !== form && one.kind === "choice") where.firstChild.after(row); // a sign stands left
    else where.append(row);
  }

  const start = (index) => {
    base = index;
    for (const { name, input } of Object.values(fields)) input.value = basis(name);
    meant();
  };
  if (theorem.neighbours.length) {
    const group = make("div", { className: "live-neighbours" }, make("span", { textContent: "Known false neighbours: " }));
    group.setAttribute("role", "group");
    theorem.neighbours.forEach(({ words }, index) => {
      const button = make("button", { type: "button", textContent: words });
      button.addEventListener("click", () => start(index));
      group.append(button);
    });
    form.append(group);
  }
  const check = make("button", { type: "submit", className: "check-claim", textContent: "Check this claim" });
  const reset = make("button", { type: "button", className: "reset-claim", textContent: "As it was" });
  reset.addEventListener("click", () => start(null));
  const found = make("span", { className: "live-found" });
  form.append(make("p", { className: "live-buttons" }, check, reset, found));
  count(found);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const claim = { label, claim: edits(), neighbour: base };
    if (base !== null || Object.keys(claim.claim).length) return judge(place, claim, check, found);
    panel(place).say("This is the theorem itself, unchanged. Change a value first.");
  });
  return form;
}

const WORDS = {
  holds: (event) => event.same ? "Accepted: this is the theorem itself." : "Accepted: the same checks show it as well. A true claim is no break.",
  refused: (event) => event.about
    ? "Refused: these are no longer the rates that the theorem is about. It promises nothing of yours, good or bad, and the numbers below only tell the two apart. To see a promise itself fail, leave the rates alone and change what is said of them."
    : "Refused: these numbers speak against it.",
  undecided: (event) => event.problems.some((problem) => problem.includes("no answer within"))
    ? "Neither shown nor refuted in the time that a check is given, and no number was found against it."
    : "Neither shown nor refuted: not every check accepts it, and no number was found against it. It may be true and only weaker, or false by too little to be seen.",
};

function judge(place, claim, from, found) {
  const here = panel(place);
  here.ofTheorem = false;
  let last; // the verdict
  here.begin("Checking your claim …", from);
  ask({ task: "prove", ...claim }, here.only((event) => {
    if (here.heard(event)) return;
    if (event.event === "start") here.verdict.textContent = "Looking for numbers against your claim …";
    if (event.event === "check") here.step(event.engine, engine(event.engine), event.answer, event.seconds, event.reason);
    if (event.event !== "verdict") return;
    here.decide(event, `${WORDS[event.verdict](event)} ${time(event.seconds)} on this machine.`);
    if (event.witness && !last) here.more.append(witnessed(event.witness));
    if (event.verdict === "refused") count(found, JSON.stringify(claim));
    if (!event.same && !last) {
      ask({ task: "curves", ...claim }, here.only((answer) => {
        if (answer.event === "curves" && answer.curves) here.more.append(drawn(answer.curves));
      }));
    }
    last = event;
  }));
}

function witnessed({ at, left, relation, right }) {
  return make("p", { className: "live-witness" },
    make("strong", { textContent: `${number(left)} ${SIGNS[relation]} ${number(right)}` }),
    make("span", { textContent: `${at}. Left stands what the shipped schedule does, right what the claim says of it.` }));
}

/** How many false claims this reader has had refused, kept in this browser alone. */
function count(place, claim) {
  let all = [];
  try {
    all = JSON.parse(localStorage.getItem(FOUND) ?? "[]");
    if (claim && !all.includes(claim)) localStorage.setItem(FOUND, JSON.stringify([...all, claim].slice(-999)));
    if (claim && !all.includes(claim)) all = [...all, claim];
  } catch {
    return; // a browser that keeps nothing counts nothing
  }
  for (const told of new Set([place, ...document.querySelectorAll(".live-found")])) {
    told.textContent = all.length ? `You have found ${some(all.length, "false neighbour")}.` : "";
  }
}

// -- a small picture: the claim and the theorem along one letter ---------------------------------

function drawn({ name, along, at, truth, claim }) {
  const svg = (tag, attributes, ...children) => {
    const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  };
  const [w, h, left, below] = [340, 170, 52, 26];
  const all = [...truth, ...claim];
  const span = (i) => [Math.min(...all.map((p) => p[i])), Math.max(...all.map((p) => p[i]))];
  const [[x0, x1], [y0, y1]] = [span(0), span(1)];
  const x = (v) => left + ((v - x0) / (x1 - x0 || 1)) * (w - left - 66);
  const y = (v) => h - below - ((v - y0) / (y1 - y0 || 1)) * (h - below - 12);
  const line = (points, kind) => svg("polyline", { class: `live-line ${kind}`, points: points.map((p) => `${x(p[0])},${y(p[1])}`).join(" ") });
  const ends = [truth.at(-1), claim.at(-1)].map((p) => y(p[1]));
  const apart = Math.abs(ends[0] - ends[1]) < 13 ? (ends[0] <= ends[1] ? -7 : 7) : 0;
  const words = (at, text, kind) => svg("text", { class: kind, x: w - 62, y: at + 4 }, text);
  const tick = (px, py, text, anchor) => svg("text", { x: px, y: py, "text-anchor": anchor }, text);
  const said = `The claim's ${name} beside the theorem's, along ${along}` + (at ? `, at ${at}` : "");
  const picture = svg("svg", { viewBox: `0 0 ${w} ${h}`, role: "img", "aria-label": said },
    svg("path", { class: "live-axis", d: `M${left},8V${h - below}H${w - 62}` }),
    line(truth, "live-truth"), line(claim, "live-claim"),
    words(ends[0] + apart, "theorem", "live-truth"), words(ends[1] - apart, "claim", "live-claim"),
    tick(left, h - 10, number(x0), "start"), tick(w - 66, h - 10, `${along} = ${number(x1)}`, "end"),
    tick(left - 5, y(y0), number(Number(y0.toPrecision(3))), "end"), tick(left - 5, y(y1) + 8, number(Number(y1.toPrecision(3))), "end"));
  return make("figure", { className: "live-curves" }, picture, make("figcaption", { textContent: `${said}.` }));
}

// -- cells ---------------------------------------------------------------------------------------

const source = (cell) => cell.querySelector(".cell_input pre").textContent.replace(/\n$/, "");

/** The live cells above one, as [number, code]. */
function above(cell) {
  const all = [...document.querySelectorAll(".cell.tag_live")];
  const before = all.map((other, number) => [number, other]).filter(
    ([, other]) => other.compareDocumentPosition(cell) & Node.DOCUMENT_POSITION_FOLLOWING);
  return before.map(([number, other]) => [number, other.code ?? source(other)]);
}

function editor(place, code, words, runs) {
  const area = make("textarea", { value: code, rows: code.split("\n").length + 1, spellcheck: false, autocapitalize: "off" });
  area.setAttribute("aria-label", words);
  area.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.shiftKey || event.ctrlKey)) {
      event.preventDefault();
      runs();
    }
  });
  area.addEventListener("input", () => (area.rows = area.value.split("\n").length + 1));
  place.querySelector(".live-buttons").before(area);
  return area;
}

function runs(place, task, done) {
  const here = panel(place);
  const output = place.querySelector(".live-output") ?? make("pre", { className: "live-output", tabIndex: 0 });
  output.setAttribute("role", "status");
  here.rights.before(output);
  here.begin("Loading Python …", place.querySelector(".run-cell"));
  ask({ task: "cell", ...task }, here.only((event) => {
    if (event.event === "cell") {
      const frame = document.createElement("template");
      frame.innerHTML = event.mathml ?? "";
      output.replaceChildren(event.text, frame.content);
      output.hidden = !event.text && !event.mathml;
      output.dataset.failed = String(event.failed);
      here.verdict.textContent = "";
      done?.(event, here);
    } else {
      here.heard(event);
    }
  }));
}

/** The first click opens an editor on the cell and runs it; later ones run what it says. */
export function cell(place) {
  const owner = place.closest(".cell");
  const button = place.querySelector(".run-cell");
  if (!place.area) {
    place.area = editor(place, source(owner), "Python, to change and run", () => cell(place));
    owner.classList.add("live-open"); // the style sheet hides what the build had shown
    button.textContent = "Run";
  }
  const number = [...document.querySelectorAll(".cell.tag_live")].indexOf(owner);
  owner.code = place.area.value;
  runs(place, { code: place.area.value, before: above(owner), number });
}

/** What a check asks for, as the model answer names it, still to be written. */
function blank(model, check) {
  const asked = new Set(check.match(/[A-Za-z_]\w*/g));
  const lines = model.split("\n").filter((line) => {
    const named = /^(?:def\s+)?([A-Za-z_]\w*)\s*(?:=(?!=)|\()/.exec(line);
    return named && asked.has(named[1]);
  });
  return lines.map((line) => line.startsWith("def ")
    ? line.replace(/:\s*$/, ":\n    ...") : line.replace(/=.*$/, "= ...")).join("\n");
}

export function answer(place) {
  const { model } = place;
  const check = [...document.querySelectorAll(".cell.tag_live-check")].find(
    (other) => model.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING);
  if (!place.area) {
    place.area = editor(place, blank(source(model), source(check)), "Your answer, in Python", () => answer(place));
    place.querySelector(".run-cell").textContent = "Check my answer";
    place.area.focus();
    if (!worker) ask({ task: "load", all: false }, () => {});
    return;
  }
  runs(place, { code: place.area.value, check: source(check), before: above(model) }, (event, here) => {
    here.verdict.dataset.verdict = event.failed ? "refused" : "holds";
    here.verdict.textContent = event.by_check ? `The check cannot use this answer: ${event.stopped}`
      : event.stopped ? `Your code stopped: ${event.stopped}`
      : event.failed ? "Not yet. The check says:" : "Right: the check passes.";
  });
}
