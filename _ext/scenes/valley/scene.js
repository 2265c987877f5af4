// A valley seen from above: curvature 1 across, 1/ratio along. The slider is rate × 1.
lrlibScenes.scene("valley", (stage) => {
  "use strict";
  const { number } = lrlibScenes;
  const { steps } = stage.facts;

  stage.draw = () => {
    const u = stage.value("u"), ratio = stage.value("ratio");
    const across = 1 - u, along = 1 - u / ratio;
    const walk = Array.from({ length: steps + 1 }, (_, t) => [-4 * along ** t, 0.8 * across ** t]);
    const p = stage.picture("valley");
    const alt = `Contours of a valley and a path of ${steps} steps that ends at ${walk.at(-1).map((v) => number(v, 2)).join(", ")}.`;
    p.frame({ height: 210, x: [-4.6, 1.4], y: [-1.25, 1.25], alt });
    for (const level of [0.06, 0.2, 0.45, 0.8, 1.25, 1.9]) {
      const [a, b] = [Math.sqrt(2 * level * ratio), Math.sqrt(2 * level)];
      const round = Array.from({ length: 181 }, (_, i) => (i * Math.PI) / 90);
      p.line(round.map((w) => [a * Math.cos(w), b * Math.sin(w)]), "lr-grid lr-thin");
    }
    p.text(0, 0, "✕", { anchor: "middle", dy: 5 });
    p.text(0, 0, "the bottom", { dx: 10, dy: 5 });
    const seen = walk.filter(([, y]) => Math.abs(y) < 3);
    p.line(seen, "lr-line", "ExponentialDecay");
    seen.forEach(([x, y], t) => p.dot(x, y, t ? 3 : 7, t ? "lr-ghost" : "lr-dot", "ExponentialDecay"));
    if (Math.abs(walk.at(-1)[1]) < 1.25) p.dot(...walk.at(-1), 7, "lr-dot", "CyclicExponentialDecay");
    const left = [Math.abs(across) ** steps, Math.abs(along) ** steps];
    stage.say("steep", number(left[0], 2), left[0]);
    stage.say("flat", number(left[1], 2), left[1]);
    const best = (2 * ratio) / (ratio + 1);
    stage.tell(
      u >= 2 ? "The steep direction sets the limit, 2, though it is long since done. That is why one sharp direction decides the rate of a whole network."
      : ratio === 1 ? "The same curvature everywhere: a rate of 1 needs one step. No loss of a network looks like this."
      : Math.abs(u - best) < 0.03 ? `This is the best you can do with one rate, 2·${ratio}/${ratio + 1} = ${number(best)}: both directions now shrink by the same factor, ${number((ratio - 1) / (ratio + 1), 3)}. The steep one rings, for the sake of the flat one.`
      : u < best ? `Across the valley the ball arrives at once; along it, each step goes only ${number((100 * u) / ratio, 2)} per cent of what is left. The flat direction wants a larger rate than the steep one allows.`
      : "Now the steep direction is the slow one: it swings from wall to wall.",
    );
  };
});
