// Draw your schedule: rates under the pointer, the bound of D1 from them, one step after another.
lrlibScenes.scene("sketch", (stage) => {
  "use strict";
  const { number } = lrlibScenes;
  const { steps, least, scores, floor, scale } = stage.facts;
  const { tail, energy, climbs, far, rough, cost } = stage.formulas;
  stage.unlinked = true; // a drawing is in no control
  const WIDE = 3; // as far as the bars of the two parts go
  const EDGE = 10; // a stroke that comes as near to an edge, in steps, goes on to it
  let rates = [], best = Infinity, drawn = false;

  const begin = () => (rates = Array.from({ length: steps }, (_, t) => Math.max(least, stage.formulas[stage.value("shape")](t))));
  /** The tuned bound in units of DG/√T, its two parts at the height drawn, and what each step adds to the second. */
  function guarantee() {
    let ahead = [rates.at(-1), rates.at(-1) ** 2, 0];
    const costs = Array(steps).fill(0);
    costs[steps - 1] = rough(...ahead); // the last rate, which nothing follows
    for (let t = steps - 2; t >= 0; t--) {
      const args = [...ahead, rates[t]], next = [tail(...args), energy(...args), climbs(...args)];
      costs[t] = cost(ahead[0], rates[t]);
      ahead = next;
    }
    const parts = [far(...ahead) / scale, rough(...ahead) * scale].map((part) => part * Math.sqrt(steps));
    return { score: 2 * Math.sqrt(parts[0] * parts[1]), costs, parts };
  }
  rates = Array(steps).fill(1);
  const glow = Math.max(...guarantee().costs); // the constant rate's, at a height of 1: the strip's full colour
  function show() {
    const { score, costs, parts } = guarantee(), p = stage.picture("rates"), most = glow * Math.max(...rates);
    p.frame({ height: 270, x: [0, steps - 1], y: [-0.14, 1.08], left: 34, right: 8, top: 20, bottom: 32, alt: `A schedule of ${steps} rates with guarantee ${number(score)}.` });
    p.axis("y", [0, 0.5, 1], "rate (any scale)");
    p.axis("x", [0, 25, 50, 75, 99], "step");
    const points = rates.map((rate, t) => [t, rate]);
    p.area(points, 0, "lr-area", drawn ? "OneCycle" : "LinearDecay");
    p.line(points, "lr-line", drawn ? "OneCycle" : "LinearDecay");
    costs.forEach((cost, t) => (p.put("rect", { x: p.X(t) - 2, y: p.Y(-0.02), width: Math.max(2, p.X(1) - p.X(0) + 1), height: p.Y(-0.11) - p.Y(-0.02), class: "lr-heat" }, "CyclicExponentialDecay").style.opacity = Math.sqrt(Math.min(1, cost / most))));
    p.text(2, -0.11, "where the bound grows", { look: "lr-tick", dy: -2 });
    drawParts(parts);
    stage.say("score", number(score, 4), score);
    const example = (score * 3 * 2) / Math.sqrt(steps); // D = 3, G = 2
    stage.say("most", number(example), example);
    stage.control("height").value = rates[stage.value("at")].toFixed(2);
    stage.moved(stage.control("height"));
    if (drawn) best = Math.min(best, score);
    stage.say("best", Number.isFinite(best) ? number(best, 4) : "draw one", best);
    stage.tell(words(score) + (Math.max(...parts) > WIDE ? ` The bar with an arrow goes on beyond the picture, to ${number(Math.max(...parts))}.` : ""));
  }
  /** The bargain: two bars, one for the way, one for the jumping; scaling the curve trades one for the other. */
  function drawParts([way, jumps]) {
    const p = stage.picture("parts");
    p.frame({ height: 96, x: [0, WIDE], y: [0, 2], left: 8, right: 44, top: 4, bottom: 4, alt: `At the height drawn: ${number(way)} for the way, ${number(jumps)} for the jumps.` });
    const bar = (value, y, label, ink) => {
      const end = Math.min(value, WIDE);
      p.put("rect", { x: p.X(0), y: p.Y(y + 0.44), width: Math.max(1, p.X(end) - p.X(0)), height: p.Y(y) - p.Y(y + 0.44), class: "lr-heat" }, ink);
      p.text(0, y + 0.44, label, { dy: -6, look: "lr-axis" });
      p.text(end, y + 0.22, `${number(value)}${value > WIDE ? " →" : ""}`, { dx: 6, dy: 4, look: "lr-strong", ink });
    };
    bar(way, 1.06, "the way: shrinks as you draw more under the curve", "ExponentialDecay");
    bar(jumps, 0.04, "the jumps: shrink where the end is low", "CyclicExponentialDecay");
  }
  function words(score) {
    const line = `A straight line has ${number(scores.linear, 4)}`;
    if (!drawn) return `${stage.find("input[name=shape]:checked").parentElement.textContent.trim()}: ${number(score, 4)}. Draw over the curve, with a finger or the mouse. Lower is better.`;
    if (score < scores.linear) return `${number(score, 4)}: you have beaten the straight line, ${number(scores.linear, 4)}. Nobody gets below ${number(floor, 4)}: that is a theorem about every shape, drawn or not.`;
    if (score < 1.08 * scores.linear) return `${number(score, 4)}. ${line}. Close: for this bound most shapes that end low are good shapes. Can you get below it?`;
    if (rates.at(-1) > 0.5 * Math.max(...rates)) return `${number(score, 4)}. ${line}. The strip glows at the end: the last rates are large, and nothing comes after them to make good what they upset.`;
    return `${number(score, 4)}. ${line}. Look where the strip glows: there a rate is large against all that are still to come.`;
  }
  function put(t, rate) {
    drawn = true;
    rates[t] = Math.min(1.05, Math.max(least, rate));
  }
  stage.draw = (moved) => {
    if (!moved && rates.length) return show();
    if (!moved || moved === "shape") begin(), (drawn = false);
    else {
      const at = stage.value("at"), height = stage.value("height");
      if (moved === "height") for (let d = -12; d <= 12; d++) if (rates[at + d] !== undefined) put(at + d, rates[at + d] + (height - rates[at + d]) * (1 - Math.abs(d) / 13));
    }
    show();
  };
  const holder = stage.find('[data-picture="rates"]');
  let last = null;
  const where = (event) => {
    const p = stage.picture("rates"), box = p.svg.getBoundingClientRect();
    const share = (event.clientX - box.left - p.left) / (p.width - p.left - p.right);
    const up = (p.height - p.bottom - (event.clientY - box.top)) / (p.height - p.top - p.bottom);
    return [Math.round(Math.min(1, Math.max(0, share)) * (steps - 1)), p.y[0] + up * (p.y[1] - p.y[0])];
  };
  /** A stroke that begins or ends beside an edge means the edge. */
  function toEdge([t, rate], way) {
    if (way <= 0 && t <= EDGE) for (let i = 0; i < t; i++) put(i, rate);
    if (way >= 0 && t >= steps - 1 - EDGE) for (let i = t + 1; i < steps; i++) put(i, rate);
  }
  holder.addEventListener("pointerdown", (event) => {
    holder.setPointerCapture(event.pointerId);
    last = where(event);
    put(...last);
    toEdge(last, 0);
    show();
  });
  holder.addEventListener("pointermove", (event) => {
    if (!last) return;
    const now = where(event), n = Math.max(1, Math.abs(now[0] - last[0]));
    for (let i = 1; i <= n; i++) put(Math.round(last[0] + ((now[0] - last[0]) * i) / n), last[1] + ((now[1] - last[1]) * i) / n);
    if (now[0] !== last[0]) toEdge(now, now[0] - last[0]);
    last = now;
    show();
  });
  for (const end of ["pointerup", "pointercancel"]) holder.addEventListener(end, () => (last = null));
});
