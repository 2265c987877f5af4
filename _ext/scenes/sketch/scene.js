// Draw your schedule: rates under the pointer, and what they promise exactly, in one pass over them.
lrlibScenes.scene("sketch", (stage) => {
  "use strict";
  const { number } = lrlibScenes;
  const { steps, least } = stage.facts;
  const { level, withStep, ratio, size, share } = stage.formulas;
  stage.unlinked = true; // a drawing is in no control
  const EDGE = 10; // a stroke that comes as near to an edge, in steps, goes on to it
  let rates = [], best = Infinity, drawn = false;

  const begin = () => (rates = Array.from({ length: steps }, (_, t) => Math.max(least, stage.formulas[stage.value("shape")](t))));
  /** The promise in units of the best one; the steps of the hidden path, in units of their mean; and a run on the worst loss. */
  function promise() {
    const levels = [], parts = [];
    let later = 0, turn = 0;
    for (let t = steps - 1; t >= 0; t--) { // one pass, from the last rate to the first
      const even = (levels[t] = level(later, rates[t]));
      if (even > later) turn = t; // the first rate that is at its level
      parts.push((rates[t] / even) ** 2 + even ** 2 - later ** 2);
      later = withStep(even, rates[t]);
    }
    const whole = later ** 2, energy = parts.reduce((sum, part) => sum + part, 0), hidden = [];
    // on the loss that was made for these rates (D11), in units of the best promise
    const unit = Math.sqrt(steps + 1), scale = 1 / Math.sqrt(whole * energy), losses = [unit / (scale * whole)];
    let a = 1 - 1 / (scale * whole) ** 2, d = 1;
    for (let t = 0; t <= steps; t++) { // what is left, step after step; beyond the turn a step is undone
      const after = t === steps ? 0 : t <= turn ? levels[t] : (later + Math.sqrt(Math.max(0, later ** 2 - 4 * rates[t]))) / 2;
      hidden.push(((later - after) / Math.sqrt(whole)) * (steps + 1));
      if (t < steps) {
        const b = t <= turn ? share(a, d, 0, later, after) : 0;
        losses.push(losses[t] - unit * scale * rates[t] * (1 - d * b));
        [a, d] = [ratio(a, d, b, later, after), size(a, d, b, later, after)];
      }
      later = after;
    }
    return { score: unit * Math.sqrt(energy / whole), hidden, losses };
  }
  rates = Array(steps).fill(1);
  function show() {
    const { score, hidden, losses } = promise(), p = stage.picture("rates"), hated = stage.value("below") === "hated";
    p.frame({ height: 200, x: [0, steps - 1], y: [0, 1.08], left: 34, right: 8, top: 20, bottom: 32, alt: `A schedule of ${steps} rates that promises ${number(score)} times the best there is.` });
    p.axis("y", [0, 0.5, 1], "rate (any scale)");
    p.axis("x", [0, 25, 50, 75, 99], "step");
    const points = rates.map((rate, t) => [t, rate]);
    p.area(points, 0, "lr-area", drawn ? "OneCycle" : "LinearDecay");
    p.line(points, "lr-line", drawn ? "OneCycle" : "LinearDecay");
    if (hated) drawHated(losses);
    else drawHidden(hidden);
    stage.say("score", number(score, 4), score);
    const example = (score * 3 * 2) / Math.sqrt(steps + 1); // D = 3, G = 2
    stage.say("most", number(example), example);
    stage.control("height").value = rates[stage.value("at")].toFixed(2);
    stage.moved(stage.control("height"));
    if (drawn) best = Math.min(best, score);
    stage.say("best", Number.isFinite(best) ? number(best, 4) : "draw one", best);
    stage.tell(hated ? lost(losses) : words(score, hidden));
  }
  /** What the proof sees behind the drawing: the steps of the second walker. */
  function drawHidden(hidden) {
    const p = stage.picture("second"), TOP = Math.max(2, ...hidden);
    p.frame({ height: 100, x: [0, steps - 1], y: [0, TOP], left: 34, right: 8, top: 20, bottom: 4, alt: `Behind it a second walker whose steps go from ${number(Math.min(...hidden), 2)} to ${number(Math.max(...hidden), 2)} times their mean.` });
    const points = hidden.map((one, t) => [(t * (steps - 1)) / steps, one]);
    p.area(points, 0, "lr-area", "CyclicExponentialDecay");
    p.line(points, "lr-line", "CyclicExponentialDecay");
    p.line([[0, 1], [steps - 1, 1]], "lr-dash");
    p.text(0, 1, "1", { dx: -9, dy: 4, look: "lr-tick", anchor: "end" });
    p.put("text", { x: 2, y: 13, class: "lr-axis" }).textContent = "steps of the second walker behind it: the more even, the better";
  }
  /** What becomes of it on the loss of D11. */
  function drawHated(losses) {
    const p = stage.picture("second"), most = Math.max(...losses), low = Math.min(0.9, ...losses);
    p.frame({ height: 100, x: [0, steps - 1], y: [low, Math.max(1.2, most)], left: 34, right: 8, top: 20, bottom: 4, alt: `On the loss made for it the run goes from ${number(losses[0], 4)} to ${number(Math.min(...losses), 4)} and ends at ${number(losses[steps], 4)}.` });
    const points = losses.map((loss, t) => [(t * (steps - 1)) / steps, loss]);
    p.line([[0, 1], [steps - 1, 1]], "lr-dash");
    p.text(0, 1, "1", { dx: -9, dy: 4, look: "lr-tick", anchor: "end" });
    p.line(points, "lr-line", "CyclicExponentialDecay");
    for (const t of [0, steps]) p.dot(...points[t], 4, "lr-dot", "CyclicExponentialDecay");
    p.put("text", { x: 2, y: 13, class: "lr-axis" }).textContent = "loss of a run, on the problem that hates this schedule most";
  }
  function lost(losses) {
    const [first, low, last] = [losses[0], Math.min(...losses), losses[steps]].map((loss) => number(loss, 4));
    if (Math.max(...losses) - Math.min(...losses) < 0.02) return `On the convex loss that hates it most, the straight line does not move: it begins at ${first} and ends at ${last}, and at no step is there anything to be lost. Nobody gets below 1.`;
    return `This loss was built for your very rates. On it the run begins at ${first}, is at ${low} when it is lowest, and ends at ${last}: where it began, and just where the number says. Nothing that you draw gets below 1.`;
  }
  function words(score, hidden) {
    const said = number(score, 4);
    if (!drawn) return `${stage.find("input[name=shape]:checked").parentElement.textContent.trim()}: ${said}. Draw over the curve, with a finger or the mouse. Lower is better.`;
    if (score < 1.005) return `${said}: the curve below is level, and the one above is a straight line. You have arrived: nobody gets below 1. That is a theorem about every schedule, drawn or not.`;
    if (score < 1.08) return `${said}. You are giving away ${number(100 * (score - 1), 2)} per cent. Nobody gets below 1. Can you make the lower curve quite level?`;
    if (Math.max(...hidden.slice(-10)) > 2) return `${said}. The lower curve shoots up at the end: your last rates are large, and hardly anything comes after them to make good what they upset.`;
    if (Math.max(...hidden) > 2) return `${said}. The lower curve has a peak: there a rate is large against all that are still to come.`;
    return `${said}. Where the lower curve dips, you could have gone faster; where it rises, the rate is large against all that are still to come.`;
  }
  function put(t, rate) {
    if (!drawn) for (const shape of stage.root.querySelectorAll("[name=shape]")) shape.checked = false; // it is one's own now
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
