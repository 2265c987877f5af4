// The playground: reads the form, computes, draws. The formulas are in formulas.js, the pictures
// are those of the scenes (stage.js), the network is in digits.js.
lrlibScenes.scene("playground", (stage) => {
  "use strict";
  const formulas = window.lrlibFormulas, facts = window.lrlibPlayground;
  const { number } = lrlibScenes;
  const { root } = stage;
  const form = stage.find("form"), schedule = stage.control("schedule"), at = stage.control("at");
  const DIVERGED = 1e12, LAST = 20, WIDTH = 15, RANDOM = Math.log(10);
  const find = (selector) => stage.find(selector);
  const small = matchMedia("(max-width: 799px)"); // there the rate stays in sight, and must leave room

  // --- dials: 0 to 1000 on the slider, their own scale elsewhere ------------------------------
  const groups = Object.fromEntries([...form.querySelectorAll("[data-fields]")].map((box) => [box.dataset.fields, box]));
  const dialsIn = (key) => [...groups[key].querySelectorAll("[data-dial]")];
  const dialsOf = (key) => (key === "run" ? facts.run : facts.kinds[key].dials);
  const startsOf = (key) => Object.fromEntries(Object.values(dialsOf(key)).map(({ name, start }) => [name, start]));
  const dialOf = (input) => dialsOf(input.closest("[data-fields]").dataset.fields)[input.dataset.dial];

  function valueAt({ low, high, scale }, share) {
    const value = scale === "log" ? low * (high / low) ** share : low + (high - low) * share;
    return scale === "whole" ? Math.round(value) : Number(value.toPrecision(3));
  }
  function shareOf({ low, high, scale }, value) {
    const share = scale === "log" ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
    return Math.min(1, Math.max(0, share));
  }
  function show(input, value) {
    const words = String(value);
    input.value = Math.round(1000 * shareOf(dialOf(input), value));
    input.setAttribute("aria-valuetext", words);
    form.querySelector(`output[for="${input.id}"]`).textContent = words;
  }

  // --- the state: two schedules, of which B may be missing, and the run -----------------------
  let sides, run, side = "a", optimizer = "sgd";
  const trainer = () => facts.optimizers[optimizer];
  const peakOf = (values) => ["lr_max", "lr0", "lr"].find((name) => name in values);
  const fresh = (kind) => ({ kind, choice: groups[kind].querySelector("[data-choice]")?.options[0].value ?? "", values: startsOf(kind) });
  // a drawn schedule is a line through so many heights, 0 to 63 of its picture's: one letter each
  const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const lastStep = () => Math.max(1, run.steps - 1);
  /** Begin to draw with the curve that is there. */
  function traced(one) {
    const rate = rateOf(one), rates = Array.from({ length: facts.knots }, (_, i) => rate((i * lastStep()) / (facts.knots - 1)));
    const made = fresh("drawn");
    made.values.lr_max = allowed(facts.kinds.drawn.dials.lr_max, Number((1.2 * Math.max(...rates)).toPrecision(2)), made.values);
    made.knots = rates.map((r) => Math.round(63 * Math.min(1, Math.max(0, r / made.values.lr_max))));
    return made;
  }
  function between({ knots, values }, t) {
    const at = Math.min(facts.knots - 1, (t * (facts.knots - 1)) / lastStep()), i = Math.min(facts.knots - 2, Math.floor(at));
    return (values.lr_max / 63) * (knots[i] + (knots[i + 1] - knots[i]) * (at - i));
  }
  const there = () => ["a", "b"].filter((name) => sides[name]);

  /** A value that its dial allows, and the dials that it may not exceed. */
  function allowed(dial, value, values) {
    let most = dial.high;
    if (dial.at_most) {
      const [first, ...less] = dial.at_most.split(" - ").map((word) => values[word] ?? Number(word));
      most = Math.min(most, less.reduce((a, b) => a - b, first));
    }
    const whole = dial.scale === "whole" ? Math.round(value) : value;
    return Math.max(dial.low, Math.min(most, whole));
  }
  function tidy(key, values) {
    for (const dial of Object.values(dialsOf(key))) values[dial.name] = allowed(dial, values[dial.name], values);
    return values;
  }
  // in the address A has plain names, as it was before there was a B, whose names begin with b.
  function address() {
    const query = new URLSearchParams();
    for (const name of there()) {
      const { kind, choice, values } = sides[name], mark = name === "b" ? "b." : "";
      query.set(`${mark}schedule`, kind);
      for (const key in values) query.set(mark + key, values[key]);
      if (kind === "drawn") query.set(`${mark}points`, sides[name].knots.map((knot) => LETTERS[knot]).join(""));
      if (choice) query.set(mark + facts.kinds[kind].choice, choice);
    }
    for (const key in run) query.set(key, run[key]);
    if (optimizer !== "sgd") query.set("optimizer", optimizer);
    return `#${query}`;
  }
  function read(query, mark, kind) {
    const made = fresh(kind), choice = query.get(mark + facts.kinds[kind].choice);
    for (const key in made.values) {
      const value = Number.parseFloat(query.get(mark + key));
      if (Number.isFinite(value)) made.values[key] = value;
    }
    const options = [...(groups[kind].querySelector("[data-choice]")?.options ?? [])];
    if (options.some((option) => option.value === choice)) made.choice = choice;
    tidy(kind, made.values);
    if (kind === "drawn") {
      const points = (query.get(`${mark}points`) ?? "").padEnd(facts.knots, "A").slice(0, facts.knots);
      made.knots = [...points].map((letter) => Math.max(0, LETTERS.indexOf(letter)));
    }
    return made;
  }
  function restore(text) {
    const query = new URLSearchParams(text), known = (kind) => (Object.hasOwn(facts.kinds, kind ?? "") ? kind : null);
    sides = { a: read(query, "", known(query.get("schedule")) ?? facts.first), b: null };
    const second = known(query.get("b.schedule"));
    if (second) sides.b = read(query, "b.", second);
    else if (side === "b") side = "a";
    run = startsOf("run");
    optimizer = Object.hasOwn(facts.optimizers, query.get("optimizer") ?? "") ? query.get("optimizer") : "sgd";
    for (const key in run) {
      const value = Number.parseFloat(query.get(key));
      if (Number.isFinite(value)) run[key] = value;
    }
    tidy("run", run);
  }
  /** Let the form say what the state is. */
  function fill() {
    const { kind, choice, values } = sides[side];
    form.querySelector(`[name="side"][value="${side}"]`).checked = true;
    schedule.value = kind;
    for (const key in groups) groups[key].hidden = key !== kind && key !== "run";
    for (const input of dialsIn(kind)) show(input, values[input.dataset.dial]);
    for (const input of dialsIn("run")) show(input, run[input.dataset.dial]);
    if (choice) groups[kind].querySelector("[data-choice]").value = choice;
    find(`input[name="optimizer"][value="${optimizer}"]`).checked = true;
    find('[data-picture="rate"]').classList.toggle("lr-drawing", kind === "drawn");
    find('[data-action="drop"]').hidden = !sides.b;
    root.querySelectorAll("[data-second]").forEach((element) => (element.hidden = !sides.b));
  }

  // --- the numbers -----------------------------------------------------------------------------
  const rateOf = (one) => {
    const { kind, choice, values } = one;
    if (kind === "drawn") return (t) => between(one, t);
    const formula = formulas[choice ? `${kind}/${choice}` : kind];
    return (t) => formula(t, values);
  };
  /** n rates for n updates; sums, distances and places before the first and after each. */
  function compute(one) {
    const rates = Array.from({ length: run.steps }, (_, t) => rateOf(one)(t));
    const sums = [0], bowl = [1], path = [run.start];
    let x = 1, y = run.start;
    const kept = (value) => Math.max(-DIVERGED, Math.min(DIVERGED, value));
    for (const rate of rates) {
      x *= 1 - run.curvature * rate; // as far as numbers go: it may come back
      y = kept(y - rate * formulas.ruggedSlope(y));
      sums.push(sums.at(-1) + rate);
      bowl.push(Math.abs(x));
      path.push(y);
    }
    return { rates, sums, bowl, path };
  }

  // --- pictures --------------------------------------------------------------------------------
  const inkOf = (name) => facts.kinds[sides[name].kind].ink;
  const look = (name) => (name === "a" ? "lr-line" : "lr-line lr-second");
  /** Round marks between two values. */
  function marksOf(low, high, about = 5) {
    const raw = (high - low) / about, size = 10 ** Math.floor(Math.log10(raw));
    const step = [1, 2, 5, 10].map((m) => m * size).find((s) => s >= raw);
    const out = [];
    for (let k = Math.ceil(low / step - 1e-9); k * step <= high + 1e-9 * step; k++) out.push(Number((k * step).toPrecision(12)));
    return out;
  }
  function timeline(name, y, alt, { height = 230, marks = marksOf(...y), title, say } = {}) {
    const p = stage.picture(name);
    p.frame({ height, x: [0, run.steps], y, left: 54, right: 22, top: 22, bottom: 34, alt });
    p.axis("y", marks, title, say).axis("x", marksOf(0, run.steps, p.width < 420 ? 4 : 8), "step (updates)");
    return p;
  }
  /** Lines of A and B, named at their ends; each is a list of [x, y]. */
  function lines(p, all) {
    const ends = [];
    for (const name of there()) {
      p.line(all[name], look(name), inkOf(name));
      const end = all[name].findLast(([, y]) => Number.isFinite(y));
      if (end) ends.push({ name, x: p.X(end[0]), y: Math.min(p.height - p.bottom, Math.max(p.top + 8, p.Y(end[1]))) });
    }
    if (!sides.b) return;
    ends.sort((a, b) => a.y - b.y);
    if (ends.length === 2 && ends[1].y - ends[0].y < 15) {
      const middle = (ends[0].y + ends[1].y) / 2;
      [ends[0].y, ends[1].y] = [middle - 8, middle + 8];
    }
    for (const { name, x, y } of ends) p.text(0, 0, name.toUpperCase(), { dx: x + 6 - p.X(0), dy: y + 4 - p.Y(0), look: "lr-strong", ink: inkOf(name) });
  }
  const cursor = (p) => p.line([[shown(), p.y[0]], [shown(), p.y[1]]], "lr-thin");
  const shown = () => Math.min(run.steps, Number(at.value));

  // at which rate one update, or a whole run, starts to move away on the parabola
  function limits({ kind, choice }) {
    const names = { constant: "constant rate", Cosine: "peak of a cosine", OneCycle: "peak of a triangle" };
    const own = kind === "OneCycle" && choice === "cosine" ? "Cosine" : kind;
    return Object.entries(facts.thresholds).map(([name, value]) => ({
      rate: value / run.curvature,
      words: `${Number(value.toFixed(4))}/λ: ${names[name]}`,
      own: name === own || (name === "constant" && !(own in facts.thresholds)),
      right: name === "Cosine", // its line is close to the triangle's
    }));
  }
  function drawRate() {
    const all = there().flatMap((name) => numbers[name].rates);
    const own = limits(sides[side]).find((mark) => mark.own).rate; // room for it, if it is near
    const paper = there().map((name) => (sides[name].kind === "drawn" ? sides[name].values.lr_max : 0));
    const most = Math.max(...all, ...paper, 1e-9), low = Math.min(...all, 0);
    const high = 1.15 * Math.max(most, own < 3 * most ? own : 0);
    const p = timeline("rate", [1.1 * low, high], told(), { height: small.matches ? 165 : 330, title: "learning rate" });
    if (low < 0) {
      p.area([[0, 1.1 * low], [run.steps, 1.1 * low]], 0, "lr-below");
      p.text(run.steps, 1.1 * low, "below zero: the update climbs", { dx: -6, dy: -6, anchor: "end" });
    }
    for (const mark of limits(sides[side]).filter(({ rate }) => rate < 0.93 * high)) {
      p.line([[0, mark.rate], [run.steps, mark.rate]], mark.own ? "lr-dash lr-own" : "lr-dash");
      p.text(mark.right ? run.steps : 0, mark.rate, mark.words, { dx: mark.right ? -6 : 6, dy: -5, anchor: mark.right ? "end" : "start" });
    }
    lines(p, Object.fromEntries(there().map((name) => [name, numbers[name].rates.map((rate, t) => [t, rate])])));
    cursor(p);
    const t = Math.min(shown(), run.steps - 1);
    for (const name of there()) p.dot(t, numbers[name].rates[t], 5, "lr-dot", inkOf(name));
  }
  function drawSum() {
    const all = there().flatMap((name) => numbers[name].sums), low = Math.min(...all), high = Math.max(...all);
    const p = timeline("sum", [low, high + 0.06 * (high - low) + 1e-9], `Sum of the rates: ${there().map((name) => `${name.toUpperCase()} ${number(numbers[name].sums.at(-1))}`).join(", ")}.`, { title: "sum of the rates" });
    lines(p, Object.fromEntries(there().map((name) => [name, numbers[name].sums.map((sum, t) => [t, sum])])));
    cursor(p);
  }
  function drawBowl() {
    const logs = Object.fromEntries(there().map((name) => [name, numbers[name].bowl.map((x, t) => [t, x ? Math.max(-12, Math.min(36, Math.log10(x))) : -12])]));
    const all = Object.values(logs).flat().map(([, y]) => y).filter(Number.isFinite);
    const low = Math.min(-1, Math.floor(Math.min(...all))), high = Math.max(0, Math.ceil(Math.max(...all)));
    const every = Math.ceil((high - low) / 5), marks = [];
    for (let m = high; m >= low; m -= every) marks.push(m);
    const p = timeline("bowl", [low, high + 0.05 * (high - low)], `Distance left on the parabola: ${there().map((name) => `${name.toUpperCase()} ${number(numbers[name].bowl.at(-1))}`).join(", ")}.`, { marks, title: "distance, start = 1", say: (m) => (m === -12 ? `≤10${lrlibScenes.raised(m)}` : Math.abs(m) < 3 ? number(10 ** m) : `10${lrlibScenes.raised(m)}`) });
    lines(p, logs);
    cursor(p);
  }
  const hills = Array.from({ length: 721 }, (_, i) => -9 + i / 40).map((x) => [x, formulas.rugged(x)]);
  function drawRugged() {
    const p = stage.picture("rugged"), top = Math.max(...hills.map(([, y]) => y));
    p.frame({ height: 230, x: [-9, 9], y: [-0.1, 1.12 * top], left: 54, right: 22, top: 22, bottom: 34, alt: `Places on the rugged loss at step ${shown()}: ${there().map((name) => `${name.toUpperCase()} ${number(numbers[name].path[shown()])}`).join(", ")}.` });
    p.axis("y", marksOf(0, top, 4), "loss").axis("x", [-8, -4, 0, 4, 8], "parameter x");
    p.area(hills, -0.1, "lr-ground");
    p.line(hills, "lr-thin");
    for (const name of there()) {
      const { path } = numbers[name], ink = inkOf(name);
      const near = path.slice(0, shown() + 1).filter((x) => Math.abs(x) <= 9);
      for (const x of near) p.dot(x, formulas.rugged(x), 3, "lr-ghost", ink);
      if (name === "a") p.dot(path[0], formulas.rugged(path[0]), 8, "lr-ring");
      const now = path[shown()];
      if (Math.abs(now) > 9) continue;
      p.ball(formulas.rugged, now, 8, "lr-dot", ink);
      if (sides.b) p.text(now, formulas.rugged(now), name.toUpperCase(), { dy: -20, anchor: "middle", look: "lr-strong", ink });
    }
  }

  // --- in words --------------------------------------------------------------------------------
  function told() {
    return there().map((name) => {
      const { rates, sums, bowl, path } = numbers[name], high = Math.max(...rates), low = Math.min(...rates), end = path.at(-1), left = bowl.at(-1);
      const rugged = Math.abs(end) > 9 ? "leaves the picture" : `ends at ${number(end)}, ${Math.abs(end) < facts.basin ? "in" : "outside"} the basin of the lowest minimum`;
      return `${sides.b ? `${name.toUpperCase()}, ${facts.kinds[sides[name].kind].words}: the` : "The"} rate goes from ${number(rates[0])} to ${number(rates.at(-1))}, its highest is ${number(high)} at step ${rates.indexOf(high)}${low < 0 ? `, its lowest ${number(low)}` : ""}. The ${rates.length} rates add up to ${number(sums.at(-1))}. On the parabola ${!(left < DIVERGED) ? "the run diverges" : `${number(left)} of the distance is left`} (peak times curvature is ${number(high * run.curvature)}); on the rugged loss the run ${rugged}.`;
    }).join(" ");
  }
  function sayStep() {
    const t = shown();
    form.ownerDocument.querySelector(`output[for="${at.id}"]`).textContent = t;
    for (const name of there()) {
      const { sums, bowl } = numbers[name], rate = rateOf(sides[name])(t); // after the end too: schedule(t)
      stage.say(`rate-${name}`, number(rate), rate);
      stage.say(`sum-${name}`, number(sums[t]), sums[t]);
      stage.say(`left-${name}`, !(bowl[t] < Infinity) ? "diverged" : number(bowl[t]), bowl[t]);
    }
  }

  // --- the matching line of code, in the colours of the page's other code ----------------------
  const blocks = [...root.querySelectorAll(".lr-code pre")].map((pre) => ({ pre, html: pre.innerHTML, tensors: !/torch/.test(pre.textContent) }));
  const KINDS_OF_WORDS = /("[^"]*")|(\b\d[\d.]*(?:e[+-]?\d+)?\b)|(\b(?:True|False)\b)|([=.])/g;
  const painted = (line) => line.replace(KINDS_OF_WORDS, (word, string, value, constant) => `<span class="${string ? "s2" : value ? (/[.e]/.test(value) ? "mf" : "mi") : constant ? "kc" : "o"}">${word}</span>`);

  function code({ kind, choice, values }) {
    const { call, names, defaults } = facts.kinds[kind], known = { ...values };
    if (kind === "Triangular" && choice !== "exp_range") delete known.k;
    if (choice) known[facts.kinds[kind].choice] = choice;
    const args = Object.entries(known)
      .filter(([name, value]) => defaults[name] !== value)
      .map(([name, value]) => `${names[name] ?? name}=${JSON.stringify(value)}`);
    return { before: `schedule = lrlib.${call}(`, args };
  }
  function drawnCode({ knots, values: { lr_max: top } }) {
    const rates = knots.map((knot) => String(Number(((top * knot) / 63).toPrecision(4)))), rows = [];
    while (rates.length) rows.push(`    ${rates.splice(0, 6).join(", ")},`);
    return `import numpy

rates = [
${rows.join("\n")}
]
steps = numpy.linspace(0, ${lastStep()}, ${facts.knots})
schedule = lrlib.of(
    lambda t: float(numpy.interp(t, steps, rates)),
    lr_range=(0, ${Number((1.001 * top).toPrecision(4))}),
)`;
  }
  /** A line of code with the optimiser that trains here; its decay is PyTorch's in every framework. */
  function byOptimizer(line) {
    if (optimizer === "sgd") return line;
    const decay = (text) => (/torch/.test(text) ? text : text.replace(/(\)+)(<\/span>)?$/, (whole, ends, close = "") => `${ends.slice(0, -1)}, ${painted("weight_decay=0.01")})${close}`));
    return /\bSGD\b|\bsgd\b/.test(line) ? decay(line).replace("SGD", "AdamW").replace("sgd", "adamw") : line;
  }
  function writeCode() {
    const one = sides[side], drawn = one.kind === "drawn", { before, args } = drawn ? { before: "", args: [] } : code(one), short = `${before}${args.join(", ")})`;
    const text = drawn ? drawnCode(one) : short.length <= 60 ? short : `${before}\n    ${args.join(",\n    ")},\n)`;
    const climbs = Math.min(...numbers[side].rates) < 0 || (one.kind === "CyclicExponentialDecay" && one.choice === "signed");
    for (const { pre, html, tensors } of blocks) {
      pre.innerHTML = html;
      if (drawn && tensors) {
        pre.textContent = '# Here the step is a tensor: a drawn schedule needs\n# a class of your own. See "Add a schedule".';
        continue;
      }
      const own = pre.textContent.split("\n").findIndex((entry) => entry.startsWith("schedule ="));
      const peak = String(Number(Math.max(...numbers[side].rates).toPrecision(4))); // what is made with a rate is made with this
      const adapted = html.split("\n").map((line) => line.replace(/(\blr<[^>]*>(?:<[^>]*>)?=(?:<[^>]*>)*)0\.1\b/, `$1${peak}`)).map((line) => byOptimizer(climbs ? line.replace("schedule)", `schedule, ${painted("allow_negative=True")})`) : line));
      adapted[own] = painted(text);
      pre.innerHTML = adapted.join("\n");
    }
  }

  // --- the network -------------------------------------------------------------------------------
  let trained = {}, test = [], training = 0, testing = 0, wished = "", failure = "";
  const mean = (list) => list.reduce((a, b) => a + b, 0) / list.length;
  const logged = (losses) => lrlibDigits.smooth(losses, WIDTH).map((loss, i) => [i + (WIDTH - 1) / 2, Math.max(-2.5, Math.min(0.8, Math.log10(loss)))]);
  const updates = () => Math.min(run.steps, facts.batches);
  function drawLosses() {
    const p = stage.picture("losses"), n = updates();
    const ends = there().filter((name) => trained[name]?.losses.length > WIDTH);
    p.frame({ height: 250, x: [0, n], y: [-2.5, 0.8], left: 44, right: 22, top: 22, bottom: 34, alt: ends.length ? `Loss of the network: ${ends.map((name) => `${name.toUpperCase()} ${number(mean(trained[name].losses.slice(-LAST)), 2)}`).join(", ")} at the end.` : "No training yet: axes of the loss against steps." });
    p.axis("y", [-2, -1, 0], `mean loss of ${WIDTH} batches (nats)`, (m) => number(10 ** m)).axis("x", marksOf(0, n, 5), "step (updates)");
    p.line([[0, Math.log10(RANDOM)], [n, Math.log10(RANDOM)]], "lr-dash");
    p.text(n, Math.log10(RANDOM), "a pure guess", { anchor: "end", dy: -5, look: "lr-tick" });
    lines(p, Object.fromEntries(there().map((name) => [name, logged(trained[name]?.losses ?? [])])));
  }
  // rates of SGD lie near each other; those of AdamW may be a hundred times apart, so theirs rise by factors
  const rising = (t) => trainer().rise * (trainer().factors ? formulas.risingByFactors(t) : formulas.rising(t) / facts.rise);
  const placeOf = (rate) => (trainer().factors ? Math.log10(rate) : rate);
  function drawTest() {
    const p = stage.picture("test"), { batches } = facts, { rise } = trainer(), top = 3.2;
    find('[data-picture="test"]').hidden = !test.length;
    if (!test.length) return;
    const ends = trainer().factors ? [placeOf(rise / facts.span), placeOf(rise)] : [0, rise];
    const tens = Array.from({ length: 12 }, (_, i) => i - 8).filter((m) => m >= ends[0] && m <= ends[1]);
    p.frame({ height: 250, x: ends, y: [0, top], left: 30, right: 10, top: 22, bottom: 34, alt: `Range test: loss of ${test.length} of ${batches} batches while the rate rises to ${rise}.` });
    p.axis("y", [0, 1, 2, 3], "range test: loss (nats)").axis("x", ...(trainer().factors ? [tens, "learning rate, rising by factors", (m) => number(10 ** m)] : [marksOf(0, rise, 4), "learning rate, rising"]));
    const capped = (points) => points.map(([t, loss]) => [placeOf(rising(t)), Math.min(loss, top)]);
    p.line(capped(test.map((loss, t) => [t, loss])), "lr-thin", inkOf("a")).style.opacity = 0.5;
    p.line(capped(lrlibDigits.smooth(test, WIDTH).map((loss, i) => [i + (WIDTH - 1) / 2, loss])), "lr-line", inkOf("a"));
    const peak = Math.max(...numbers[side].rates);
    const place = placeOf(peak);
    if (!(place >= ends[0] && place <= ends[1])) return;
    const right = place > (ends[0] + ends[1]) / 2;
    p.line([[place, 0], [place, top]], "lr-dash lr-own");
    p.text(place, top, `peak of ${side.toUpperCase()}: ${number(peak)}`, { dy: 12, dx: right ? -6 : 6, anchor: right ? "end" : "start", look: "lr-strong" });
  }
  function sayTrained() {
    for (const name of there()) {
      const { losses = [], right } = trained[name] ?? {}, done = right !== undefined;
      stage.say(`loss-${name}`, done ? number(mean(losses.slice(-LAST)), 2) : "–", done ? mean(losses.slice(-LAST)) : "");
      stage.say(`right-${name}`, done ? number(100 * right) : "–", done ? right : "");
    }
    const done = there().every((name) => trained[name]?.right !== undefined);
    const few = run.steps > facts.batches ? ` It takes the first ${facts.batches} of the ${run.steps} steps.` : "";
    let words = `A 64-32-10 network, batches of 64, ${trainer().words}, ${updates()} updates, here in your browser; the same first weights as in the other chapters. One digit in five is in no batch: by those it is judged. The data come when you press.${few}`;
    if (test.length === facts.batches) words = `Click on the range test to give ${side.toUpperCase()} that peak, and train with it.`;
    if (done && sides.b) {
      const [a, b] = ["a", "b"].map((name) => mean(trained[name].losses.slice(-LAST)));
      const [seenA, seenB] = ["a", "b"].map((name) => `${number(100 * trained[name].right)} %`);
      words = Number.isFinite(a - b) ? `${a <= b ? "A" : "B"} ends with the lower loss, ${number(Math.min(a, b), 2)} against ${number(Math.max(a, b), 2)}. Of ${facts.unseen} digits that it never saw, A recognises ${seenA}, B ${seenB}. One run on one small network: enough to see how, not to say which is better.` : "At least one of the two did not survive its rates.";
    } else if (done) words = `Of ${facts.unseen} digits that it never saw, it recognises ${number(100 * trained.a.right)} %. Choose B to compare two schedules.`;
    const place = find("[data-trained]");
    if (place.textContent !== (failure || words)) place.textContent = failure || words;
  }
  const drawTraining = () => (drawLosses(), drawTest(), sayTrained());
  async function go(rate, n, wanted, seen) {
    try {
      return await lrlibDigits.train(rate, n, (losses) => wanted() && (seen(losses), true), stage.still ? 0 : 3, optimizer);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      failure = `${error.message}. Press the button to try again.`;
      return sayTrained(), null;
    }
  }
  async function train() {
    const mine = ++training;
    failure = "";
    trained = {};
    const runs = there().map(async (name) => {
      const one = (trained[name] = { losses: [] });
      const result = await go(rateOf(structuredClone(sides[name])), updates(), () => mine === training, (losses) => ((one.losses = losses), drawLosses()));
      if (result) one.right = result.right;
    });
    await Promise.all(runs);
    drawTraining();
  }
  // an AdamW that is given the rates of SGD learns nothing, so the peaks go with it
  root.querySelectorAll('input[name="optimizer"]').forEach((input) =>
    input.addEventListener("input", () => {
      optimizer = input.value;
      testing++, (test = []);
      for (const { kind, values } of there().map((name) => sides[name])) (values[peakOf(values)] = trainer().peak), tidy(kind, values);
      update();
    }),
  );
  stage.press("train", train);
  stage.press("test", async () => {
    const mine = ++testing;
    failure = "";
    test = [];
    await go(rising, facts.batches, () => mine === testing, (losses) => ((test = losses), drawTest()));
    drawTraining();
  });
  find('[data-picture="test"]').addEventListener("click", (event) => {
    if (test.length < facts.batches) return;
    const p = stage.picture("test"), box = p.svg.getBoundingClientRect(), { kind, values } = sides[side];
    const place = p.x[0] + ((p.x[1] - p.x[0]) * (event.clientX - box.left - p.left)) / (p.width - p.left - p.right);
    values[peakOf(values)] = Number(Math.max(0.001, trainer().factors ? 10 ** place : place).toPrecision(2));
    tidy(kind, values);
    update();
    train();
  });

  // --- all together ------------------------------------------------------------------------------
  let numbers = {}, later;
  function drawRun() {
    drawRate(), drawSum(), drawBowl(), drawRugged(), sayStep();
  }
  function update() {
    for (const { kind, knots, values } of there().map((name) => sides[name])) {
      tidy(kind, values);
      if (kind === "drawn") values.height = knots[values.place]; // where the curve is, whoever drew it
    }
    fill();
    numbers = Object.fromEntries(there().map((name) => [name, compute(sides[name])]));
    at.max = run.steps;
    const wish = JSON.stringify([sides, run.steps, optimizer]);
    if (wish !== wished) training++, (trained = {}); // what was trained was another schedule
    wished = wish;
    drawRun();
    drawTraining();
    writeCode();
    clearTimeout(later);
    later = setTimeout(() => {
      stage.tell(told());
      history.replaceState(null, "", address());
    }, 150);
  }
  stage.draw = (moved) => (moved === undefined ? update() : fill()); // the stage wrote 0 to 1000
  form.addEventListener("input", ({ target }) => {
    const key = target.closest("[data-fields]")?.dataset.fields;
    if (target.dataset.dial) (key === "run" ? run : sides[side].values)[target.dataset.dial] = valueAt(dialOf(target), target.value / 1000);
    else if (target.dataset.choice) sides[side].choice = target.value;
    else if (target === schedule) sides[side] = schedule.value === "drawn" ? traced(sides[side]) : fresh(schedule.value);
    else if (target.name === "side") {
      side = target.value;
      sides[side] ??= fresh(facts.second);
    }
    if (key === "drawn") {
      const { knots, values } = sides[side];
      if (target.dataset.dial === "height") knots[values.place] = values.height;
    }
    if (target.dataset.dial && key === "run" && target.dataset.dial === "steps") tidy("run", run), (at.max = run.steps), (at.value = run.steps);
    update();
  });
  // drawing: each point that the pointer passes takes its height
  const holder = find('[data-picture="rate"]');
  let last = null;
  const where = (event) => {
    const p = stage.picture("rate"), box = p.svg.getBoundingClientRect(), top = sides[side].values.lr_max;
    const across = (event.clientX - box.left - p.left) / (p.width - p.left - p.right);
    const up = (p.height - p.bottom - (event.clientY - box.top)) / (p.height - p.top - p.bottom);
    const rate = p.y[0] + up * (p.y[1] - p.y[0]), at = (across * run.steps * (facts.knots - 1)) / lastStep();
    return [Math.round(Math.min(facts.knots - 1, Math.max(0, at))), Math.round(63 * Math.min(1, Math.max(0, rate / top)))];
  };
  holder.addEventListener("pointerdown", (event) => {
    if (sides[side].kind !== "drawn") return;
    holder.setPointerCapture(event.pointerId);
    last = where(event);
    sides[side].knots[last[0]] = last[1];
    update();
  });
  holder.addEventListener("pointermove", (event) => {
    if (!last) return;
    const now = where(event), n = Math.max(1, Math.abs(now[0] - last[0]));
    for (let i = 1; i <= n; i++) sides[side].knots[Math.round(last[0] + ((now[0] - last[0]) * i) / n)] = Math.round(last[1] + ((now[1] - last[1]) * i) / n);
    last = now;
    update();
  });
  for (const end of ["pointerup", "pointercancel"]) holder.addEventListener(end, () => (last = null));

  at.addEventListener("input", () => drawRun());
  stage.press("drop", () => ((sides.b = null), (side = "a"), update()));
  stage.press("reset", () => (restore(`schedule=${sides.a.kind}`), (at.max = at.value = run.steps), update()));
  stage.press("link", async ({ target }) => {
    const name = target.textContent;
    history.replaceState(null, "", address());
    try {
      await navigator.clipboard.writeText(location.href);
      target.textContent = "Copied";
    } catch {
      target.textContent = "The link is in the address bar";
    }
    setTimeout(() => (target.textContent = name), 2000);
  });
  window.addEventListener("hashchange", () => (restore(location.hash.slice(1)), update()));
  restore(location.hash.slice(1));
  at.max = at.value = run.steps;
  facts.numbers = (name = "a") => numbers[name]; // for the tests
});
