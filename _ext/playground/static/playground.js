// The playground: reads the form, computes, draws. The formulas are in formulas.js.
(() => {
  "use strict";
  const formulas = window.lrlibFormulas;
  const facts = window.lrlibPlayground;
  const root = document.getElementById("playground");
  const form = root.querySelector("form");
  const find = (id) => document.getElementById(id);
  const schedule = find("schedule");
  const DIVERGED = 1e12;

  // --- dials: 0 to 1000 on the slider, their own scale elsewhere ------------------------------
  const dials = [...form.querySelectorAll("[data-dial]")];
  const dialsOf = (fields) => dials.filter((input) => fields.contains(input));
  const scaleOf = (input) => facts.dials[input.dataset.dial];

  function valueAt(dial, share) {
    const { low, high, scale } = dial;
    const value = scale === "log" ? low * (high / low) ** share : low + (high - low) * share;
    return scale === "whole" ? Math.round(value) : Number(value.toPrecision(3));
  }
  function shareOf(dial, value) {
    const { low, high, scale } = dial;
    const share = scale === "log" ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
    return Math.min(1, Math.max(0, share));
  }
  function set(input, value) {
    const dial = scaleOf(input);
    input.value = Math.round(1000 * shareOf(dial, value));
    input.dataset.value = Math.min(dial.high, Math.max(dial.low, value));
    show(input);
  }
  function show(input) {
    const words = String(Number(input.dataset.value));
    input.setAttribute("aria-valuetext", words);
    form.querySelector(`output[for="${input.id}"]`).textContent = words;
  }

  // --- the state: what the form says, and its form in the address ---------------------------
  function fields() {
    return find(`fields-${schedule.value}`);
  }
  function parameters(within) {
    const entries = dialsOf(within).map((input) => [input.dataset.dial, Number(input.dataset.value)]);
    return Object.fromEntries(entries);
  }
  function state() {
    const select = fields().querySelector("[data-choice]");
    return {
      kind: schedule.value,
      choice: select ? select.value : "",
      values: parameters(fields()),
      run: parameters(form.querySelector("fieldset:last-of-type")),
    };
  }
  function address({ kind, choice, values, run }) {
    const query = new URLSearchParams({ schedule: kind, ...values, ...run });
    if (choice) query.set(facts.kinds[kind].choice, choice);
    return `#${query}`;
  }
  function restore(text) {
    const query = new URLSearchParams(text);
    if (query.get("schedule") in facts.kinds) schedule.value = query.get("schedule");
    for (const input of dials) set(input, scaleOf(input).start);
    for (const input of [...dialsOf(fields()), ...dialsOf(form.querySelector("fieldset:last-of-type"))]) {
      const value = Number.parseFloat(query.get(input.dataset.dial));
      if (Number.isFinite(value)) set(input, scaleOf(input).scale === "whole" ? Math.round(value) : value);
    }
    const select = fields().querySelector("[data-choice]");
    const wanted = select && query.get(select.dataset.choice);
    if (wanted && [...select.options].some((option) => option.value === wanted)) select.value = wanted;
  }

  // --- the numbers -------------------------------------------------------------------------------
  function compute({ kind, choice, values, run }) {
    const formula = formulas[choice ? `${kind}/${choice}` : kind];
    const steps = Array.from({ length: run.steps + 1 }, (_, t) => t);
    const rates = steps.map((t) => formula(t, values));
    const sums = [], bowl = [], path = [];
    let sum = 0, x = 1, y = run.start;
    for (const rate of rates) {
      bowl.push(Math.abs(x));
      path.push(y);
      sums.push((sum += rate));
      x = Math.max(-DIVERGED, Math.min(DIVERGED, x * (1 - run.curvature * rate)));
      y = Math.max(-DIVERGED, Math.min(DIVERGED, y - rate * formulas.ruggedSlope(y)));
    }
    return { steps, rates, sums, bowl, path };
  }

  // --- colours and charts ------------------------------------------------------------------------
  const dark = () => document.documentElement.dataset.theme === "dark";
  const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const text = () => css("--pst-color-text-base");
  const grid = () => (dark() ? "#3a424c" : "#d9dde1");
  const line = () => facts.kinds[schedule.value].colours[dark() ? 1 : 0];
  const tidy = (value) => (value === null || value === undefined ? "" : String(Number(value.toPrecision(3))));

  function axis(label, size) {
    const font = "13px system-ui, sans-serif";
    const look = { stroke: text, grid: { stroke: grid, width: 1 }, ticks: { stroke: grid, width: 1 } };
    return { ...look, label, font, labelFont: font, labelSize: 22, size };
  }
  const decades = (u, i, low, high) => {
    const [first, last] = [low, high].map((value) => Math.round(Math.log10(value)));
    const every = Math.ceil((last - first) / 5);
    return Array.from({ length: Math.floor((last - first) / every) + 1 }, (_, j) => 10 ** (first + j * every));
  };
  const powers = (u, splits) => splits.map((value) => value.toExponential(0).replace("e+0", "e0"));

  function chart(id, ylabel, { log = false, range, xlabel = "step (updates)", hooks = {}, time = true } = {}) {
    const node = find(`chart-${id}`);
    const height = Number.parseFloat(getComputedStyle(node).minHeight);
    const ticks = log ? { splits: decades, filter: (u, splits) => splits, values: powers } : { values: (u, splits) => splits.map(tidy) };
    const options = {
      width: node.clientWidth || 320,
      height,
      legend: { show: false },
      cursor: { y: false, points: { show: time } },
      scales: { x: { time: false }, y: { distr: log ? 3 : 1, ...(range && { range }) } },
      axes: [axis(xlabel, 44), { ...axis(ylabel, 58), ...ticks }],
      series: [{}, { stroke: line, width: 2, points: { show: false } }],
      hooks,
    };
    const plot = new uPlot(options, [[0, 1], [1, 1]], node);
    new ResizeObserver(() => plot.setSize({ width: node.clientWidth, height })).observe(node);
    return plot;
  }

  function wholeDecades(u, low, high) {
    const last = Math.ceil(Math.log10(Math.max(high, 1)) + 1e-9);
    const first = Math.floor(Math.log10(Math.max(low || 1, 1e-8)));
    return [10 ** Math.min(first, last - 1), 10 ** last];
  }

  // marks: at which rate one update, or a whole run, starts to move away on the parabola
  function marks({ kind, choice, run }) {
    const names = { constant: "constant rate", Cosine: "peak of a cosine", OneCycle: "peak of a triangle" };
    const own = kind === "OneCycle" && choice === "cosine" ? "Cosine" : kind;
    return Object.entries(facts.thresholds).map(([name, value]) => ({
      rate: value / run.curvature,
      words: `${Number(value.toFixed(4))}/λ: ${names[name]}`,
      own: name === own || (name === "constant" && !(own in facts.thresholds)),
    }));
  }
  // room for the mark that fits the schedule, if it is near
  function rateRange() {
    const own = marks(current).find((mark) => mark.own).rate;
    const high = Math.max(...numbers.rates), low = Math.min(...numbers.rates, 0);
    return [1.15 * low, 1.2 * Math.max(high, own < 3 * high ? own : 0)];
  }
  function drawMarks(u) {
    const { left, top, width, height } = u.bbox;
    const zoom = window.devicePixelRatio || 1;
    const at = (value) => u.valToPos(value, "y", true);
    u.ctx.save();
    u.ctx.beginPath();
    u.ctx.rect(left, top, width, height);
    u.ctx.clip();
    if (u.scales.y.min < 0) {
      u.ctx.fillStyle = dark() ? "rgba(255, 147, 64, 0.16)" : "rgba(201, 86, 0, 0.12)";
      u.ctx.fillRect(left, at(0), width, top + height - at(0));
      words(u, "below zero: the update climbs", left + 6 * zoom, top + height - 7 * zoom, zoom);
    }
    for (const mark of marks(current)) {
      const y = at(mark.rate);
      if (mark.rate > u.scales.y.max) continue;
      u.ctx.strokeStyle = text();
      u.ctx.lineWidth = (mark.own ? 2 : 1) * zoom;
      u.ctx.setLineDash([5 * zoom, 4 * zoom]);
      u.ctx.beginPath();
      u.ctx.moveTo(left, y);
      u.ctx.lineTo(left + width, y);
      u.ctx.stroke();
      const right = mark.words.includes("cosine"); // its line is close to the triangle's
      words(u, mark.words, right ? left + width - 6 * zoom : left + 6 * zoom, y - 4 * zoom, zoom, right);
    }
    u.ctx.restore();
  }
  function words(u, string, x, y, zoom, right = false) {
    u.ctx.font = `${13 * zoom}px system-ui, sans-serif`;
    u.ctx.textAlign = right ? "right" : "left";
    u.ctx.textBaseline = "alphabetic";
    u.ctx.setLineDash([]);
    u.ctx.lineWidth = 3 * zoom;
    u.ctx.strokeStyle = css("--pst-color-background");
    u.ctx.strokeText(string, x, y);
    u.ctx.fillStyle = text();
    u.ctx.fillText(string, x, y);
  }
  // where the run has been on the rugged loss: small dots, a ring for the start, a disc for the end
  function drawPath(u) {
    const zoom = window.devicePixelRatio || 1;
    const dot = (x, size, fill) => {
      if (Math.abs(x) > 9) return;
      u.ctx.beginPath();
      u.ctx.arc(u.valToPos(x, "x", true), u.valToPos(formulas.rugged(x), "y", true), size * zoom, 0, 7);
      u.ctx.fillStyle = u.ctx.strokeStyle = line();
      if (fill) u.ctx.fill();
      else u.ctx.stroke();
    };
    u.ctx.save();
    u.ctx.lineWidth = 2 * zoom;
    u.ctx.globalAlpha = 0.35;
    numbers.path.forEach((x) => dot(x, 3, true));
    u.ctx.globalAlpha = 1;
    dot(numbers.path[0], 7, false);
    dot(numbers.path.at(-1), 6, true);
    u.ctx.restore();
  }

  // --- in words ----------------------------------------------------------------------------------
  function told({ kind, values, run }, { rates, sums, bowl, path }) {
    const high = Math.max(...rates), low = Math.min(...rates), end = path.at(-1), left = bowl.at(-1);
    const words = [
      `The rate goes from ${tidy(rates[0])} to ${tidy(rates.at(-1))}`,
      `; its highest is ${tidy(high)} at step ${rates.indexOf(high)}, its lowest ${tidy(low)} at step ${rates.indexOf(low)}. `,
      `The rates add up to ${tidy(sums.at(-1))}. `,
      `Peak times curvature is ${tidy(high * run.curvature)}; on the parabola, `,
      left >= DIVERGED ? "the run diverges. " : `${tidy(left)} of the distance is left. `,
      "On the rugged loss, ",
      Math.abs(end) > 9 ? "the run leaves the picture." : `the run ends at ${tidy(end)}, `,
    ];
    if (Math.abs(end) <= 9) words.push(Math.abs(end) < facts.basin ? "in the basin of the lowest minimum." : "outside the basin of the lowest minimum.");
    return words.join("");
  }

  // --- the matching line of code ----------------------------------------------------------------
  const blocks = [...document.querySelectorAll(".lr-code pre")].map((pre) => ({ pre, html: pre.innerHTML }));
  const plain = document.createElement("span");
  const escaped = (string) => ((plain.textContent = string), plain.innerHTML);

  function code({ kind, choice, values }) {
    const call = facts.kinds[kind].call;
    const known = { ...values };
    if (kind === "constant") Object.assign(known, { total_steps: 1, lr_end: values.lr0 });
    if (kind === "Triangular" && choice !== "exp_range") delete known.k;
    if (choice) known[facts.kinds[kind].choice] = choice;
    const args = Object.entries(known)
      .filter(([name, value]) => facts.kinds[kind].defaults[name] !== value)
      .map(([name, value]) => `${name}=${JSON.stringify(value)}`);
    return `schedule = lrlib.${call}(${args.join(", ")})`;
  }
  function writeCode(now) {
    const climbs = now.kind === "CyclicExponentialDecay" && now.choice === "signed";
    for (const { pre, html } of blocks) {
      pre.innerHTML = html;
      const own = pre.textContent.split("\n").findIndex((entry) => entry.startsWith("schedule ="));
      const lines = html.split("\n");
      lines[own] = escaped(code(now));
      const adapters = climbs ? (line) => line.replace("schedule)", "schedule, allow_negative=True)") : (line) => line;
      pre.innerHTML = lines.map(adapters).join("\n");
    }
  }

  // --- all together ------------------------------------------------------------------------------
  let current, numbers, later;
  restore(location.hash.slice(1));
  current = state();
  numbers = compute(current);
  const plots = {
    rate: chart("rate", "learning rate", { range: rateRange, hooks: { draw: [drawMarks] } }),
    sum: chart("sum", "sum of rates"),
    bowl: chart("bowl", "|x| / |x at start|", { log: true, range: wholeDecades }),
    rugged: chart("rugged", "loss", { xlabel: "parameter x", hooks: { draw: [drawPath] }, time: false }),
  };
  const hills = Array.from({ length: 721 }, (_, i) => -9 + i / 40);

  function update() {
    for (const input of dialsOf(fields())) {
      const cap = scaleOf(input).at_most;
      const above = cap && dialsOf(fields()).find((other) => other.dataset.dial === cap);
      if (above && Number(input.dataset.value) > Number(above.dataset.value)) set(input, Number(above.dataset.value));
    }
    for (const kind in facts.kinds) find(`fields-${kind}`).hidden = kind !== schedule.value;
    current = state();
    numbers = compute(current);
    plots.rate.setData([numbers.steps, numbers.rates]);
    plots.sum.setData([numbers.steps, numbers.sums]);
    plots.bowl.setData([numbers.steps, numbers.bowl.map((value) => value || null)]);
    plots.rugged.setData([hills, hills.map(formulas.rugged)]);
    writeCode(current);
    clearTimeout(later);
    later = setTimeout(() => {
      find("told").textContent = told(current, numbers);
      find("chart-rate").setAttribute("aria-label", told(current, numbers));
      history.replaceState(null, "", address(current));
    }, 150);
  }

  form.addEventListener("input", ({ target }) => {
    if (target.dataset.dial) {
      target.dataset.value = valueAt(scaleOf(target), target.value / 1000);
      show(target);
    }
    update();
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  find("reset").addEventListener("click", () => (restore(`schedule=${schedule.value}`), update()));
  find("share").addEventListener("click", async ({ target }) => {
    const name = target.textContent;
    history.replaceState(null, "", address(current));
    try {
      await navigator.clipboard.writeText(location.href);
      target.textContent = "Copied";
    } catch {
      target.textContent = "The link is in the address bar";
    }
    setTimeout(() => (target.textContent = name), 2000);
  });
  window.addEventListener("hashchange", () => (restore(location.hash.slice(1)), update()));
  new MutationObserver(() => Object.values(plots).forEach((plot) => plot.redraw(true, true))).observe(
    document.documentElement, { attributeFilter: ["data-theme"] },
  );
  window.lrlibPlayground.numbers = () => numbers; // for the tests
  update();
})();
