// Hill or valley: curvature +1 on the left, -1 on the right, one schedule for both.
lrlibScenes.scene("hill", (stage) => {
  "use strict";
  const { number } = lrlibScenes;
  const { steps } = stage.facts;
  let ran = false;

  function run(sign) {
    const x = [1], a = stage.value("a"), rate = stage.formulas[`rate${stage.value("T")}`];
    for (let t = 0; t < steps; t++) x.push(x[t] * (1 - sign * rate(t, a)));
    return x;
  }
  function draw(name, sign, x, step) {
    const p = stage.picture(name), land = (v) => (sign * v * v) / 2;
    const wide = 1.75, y = sign > 0 ? [-0.2, 1.6] : [-1.6, 0.32];
    p.frame({ height: 190, x: [-wide, wide], y, alt: `A ball ${sign > 0 ? "in a valley" : "on a hill"}, after ${step} steps at ${number(x[step], 2)}.` });
    const ground = Array.from({ length: 81 }, (_, i) => -wide + (2 * wide * i) / 80).map((v) => [v, land(v)]);
    p.area(ground, y[0], "lr-ground");
    p.line(ground, "lr-thin");
    p.line([[1, land(1)], [1, land(1) - 0.12]], "lr-thin");
    for (let i = Math.max(0, step - 14); i < step; i++) if (Math.abs(x[i]) < wide) p.ball(land, x[i], 4, "lr-ghost", "CyclicExponentialDecay");
    if (Math.abs(x[step]) < wide) p.ball(land, x[step], 9, "lr-dot", "CyclicExponentialDecay");
    else p.text(0, y[1], "gone", { anchor: "middle", dy: 16, look: "lr-strong" });
  }
  function show(step) {
    const runs = { valley: run(1), hill: run(-1) };
    draw("valley", 1, runs.valley, step);
    draw("hill", -1, runs.hill, step);
    for (const name in runs) {
      const left = Math.abs(runs[name][steps]);
      stage.say(name, ran ? number(left, 3) : "?", left);
    }
    return runs;
  }
  function words({ valley, hill }) {
    const [low, high] = [Math.abs(valley[steps]), Math.abs(hill[steps])];
    const same = Math.abs(low / high - 1) < 1e-9;
    if (same) return `To the top, at the same speed, to the last digit: ${number(low, 3)} of the distance is left in both. A schedule that cannot tell a valley from a hill cannot avoid bad minima: it does not know one when it stands in it.`;
    return `With an odd cycle the two differ: ${number(low, 3)} against ${number(high, 3)}. Both still come nearer, as each step up the wave is undone by one down.`;
  }
  stage.draw = () => {
    const runs = show(ran ? steps : 0);
    if (ran) stage.tell(words(runs));
  };
  stage.press("run", async () => {
    ran = true;
    if (await stage.play(5, (share) => show(Math.round(share * steps)))) stage.draw();
  });
});
