// A bead on a wire. In the limit of small steps the place depends on the integral of the rate alone.
lrlibScenes.scene("bead", (stage) => {
  "use strict";
  const { number } = lrlibScenes;
  const { lr0, cycle, steps, start, steep } = stage.facts;
  const { rate, slid } = stage.formulas;
  const wire = (s) => [start[0] * Math.exp(-s), start[1] * Math.exp(-steep * s)];
  const loss = ([x, y]) => (x * x + steep * y * y) / 2;

  function show(t, k) {
    const p = stage.picture("valley"), now = slid(t, k), here = wire(now);
    p.frame({ height: 250, x: [-0.5, 2.9], y: [-0.7, 2.2], alt: `A valley with one curve through it and a bead at ${here.map((v) => number(v, 2)).join(", ")}.` });
    for (const level of [0.06, 0.25, 0.7, 1.5, 2.8, 5, 8.5]) {
      const [a, b] = [Math.sqrt(2 * level), Math.sqrt((2 * level) / steep)];
      const round = Array.from({ length: 121 }, (_, i) => (i * Math.PI) / 60);
      p.line(round.map((w) => [a * Math.cos(w), b * Math.sin(w)]), "lr-grid lr-thin");
    }
    const points = (from, to) => Array.from({ length: 121 }, (_, i) => wire(from + ((to - from) * i) / 120));
    p.line(points(-0.12, 3), "lr-dash");
    const been = Array.from({ length: t + 1 }, (_, i) => slid(i, k));
    p.line(points(Math.min(...been), Math.max(...been)), "lr-line", "CyclicExponentialDecay");
    p.dot(...start, 4, "lr-ring");
    p.text(...start, "start", { dx: 16, dy: 4 });
    p.text(0, 0, "the bottom", { dy: 18, anchor: "middle" });
    p.dot(...here, 9, "lr-dot", "CyclicExponentialDecay");
    const q = stage.picture("rate");
    const curve = Array.from({ length: steps + 1 }, (_, i) => [i, rate(i, k)]);
    q.frame({ height: 250, x: [0, steps], y: [-1.1 * lr0, 1.1 * lr0], left: 44, right: 6, top: 20, bottom: 32, alt: `The rate against time, now ${number(rate(t, k), 2)}.` });
    q.axis("y", [-lr0, 0, lr0], "learning rate");
    q.axis("x", [0, 50, 100, 150, 200], "step");
    q.area(curve.map(([i, r]) => [i, Math.max(0, r)]), 0, "lr-shrinks");
    q.area(curve.map(([i, r]) => [i, Math.min(0, r)]), 0, "lr-grows");
    q.line(curve, "lr-line", "CyclicExponentialDecay");
    q.line([[0, 0], [steps, 0]], "lr-thin");
    q.dot(t, rate(t, k), 6, "lr-dot", "CyclicExponentialDecay");
    stage.say("rate", number(rate(t, k), 2), rate(t, k));
    stage.say("slid", number(now, 2), now);
    return { here, now };
  }
  function words(t, k, { here, now }) {
    const r = rate(t, k);
    if (t === 0) return "Drag time forward, slowly. Where does the bead go when the rate turns orange?";
    if (loss(here) > loss(start) + 1e-9) return "Now it stands higher than where it began. The half wave backwards is twice as long as the quarter wave that came before it.";
    if (t === steps) return `The end of ${steps} steps. All that forth and back, and the bead has come ${number(now, 2)} along the wire; plain exponential decay would be at ${number((lr0 / k) * (1 - Math.exp(-k * steps)), 2)}.`;
    if (r < 0) return `Orange: the rate is negative, the bead climbs. ${["Uphill now, the same way back.", "Uphill again, and again the same way."][Math.min(1, Math.floor((t - cycle / 4) / cycle))]} There is no other: the gradient is the wire.`;
    return t < cycle / 2 ? "Blue: down the wire. Nothing is explored that plain gradient descent would not have passed." : "Blue again: down the same wire, over where it has been before.";
  }
  stage.draw = () => {
    const t = stage.value("t"), k = stage.value("k");
    stage.tell(words(t, k, show(t, k)));
  };
  stage.press("run", async () => {
    const k = stage.value("k");
    await stage.play(8, (share) => {
      const t = Math.round(share * steps);
      stage.set("t", t); // the slider goes with the bead
      stage.tell(words(t, k, show(t, k)));
    });
  });
});
