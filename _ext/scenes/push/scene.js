// A heavy ball: v ← βv - lr·slope, x ← x + v, in a valley of curvatures 1 and 1/ratio.
lrlibScenes.scene("push", (stage) => {
  "use strict";
  const { number } = lrlibScenes;
  const { steps, ratio } = stage.facts;

  function roll(beta, u) {
    const at = [[-4, 0.8]];
    let v = [0, 0];
    for (let t = 0; t < steps; t++) {
      const [x, y] = at[t];
      v = [beta * v[0] - (u * x) / ratio, beta * v[1] - u * y];
      at.push([x + v[0], y + v[1]]);
    }
    return at;
  }
  stage.draw = () => {
    const beta = stage.value("beta"), u = stage.value("u"), walk = roll(beta, u);
    const far = ([x, y]) => Math.hypot(x / 4, y / 0.8) / Math.SQRT2;
    const left = far(walk.at(-1)), limit = 2 * (1 + beta);
    const p = stage.picture("valley");
    const alt = `A path of ${steps} steps in a long valley; ${number(left, 2)} of the way is still to go.`;
    p.frame({ height: 210, x: [-4.6, 2.6], y: [-1.25, 1.25], alt });
    for (const level of [0.02, 0.06, 0.14, 0.28, 0.5, 0.8, 1.2]) {
      const [a, b] = [Math.sqrt(2 * level * ratio), Math.sqrt(2 * level)];
      const round = Array.from({ length: 181 }, (_, i) => (i * Math.PI) / 90);
      p.line(round.map((w) => [a * Math.cos(w), b * Math.sin(w)]), "lr-grid lr-thin");
    }
    p.text(0, 0, "the bottom", { dx: 10, dy: 5 });
    const seen = walk.filter(([x, y]) => Math.abs(y) < 3 && Math.abs(x) < 9);
    p.line(seen, "lr-line", "ExponentialDecay");
    seen.forEach(([x, y], t) => p.dot(x, y, t ? 3 : 7, t ? "lr-ghost" : "lr-dot", "ExponentialDecay"));
    if (Math.abs(walk.at(-1)[1]) < 1.25) p.dot(...walk.at(-1), 7, "lr-dot", "CyclicExponentialDecay");
    stage.say("left", left < 0.001 ? "under 0.1 %" : left > 9.99 ? "far more than all" : `${number(100 * left, 2)}\u00a0%`, left);
    stage.say("limit", number(limit), limit);
    stage.tell(
      u >= limit ? `Beyond ${number(limit)}, which is 2·(1 + β), even a heavy ball flies out of the valley.`
      : beta === 0 ? `No weight: plain gradient descent creeps along the floor of the valley. After ${steps} steps ${number(100 * left, 2)}\u00a0% of the way is still to go. With some weight, how little can you leave?`
      : beta <= 0.5 ? "The pushes across the valley alternate and cancel; those along it agree and add up."
      : beta < 0.9 ? `Along the floor every push now counts ${number(1 / (1 - beta), 2)} times, in the long run. That is momentum: a larger rate for what agrees with itself.`
      : "Very heavy: the ball overshoots along the valley too, and takes its time to come back. Momentum can ring where the rate alone would creep.",
    );
  };
});
