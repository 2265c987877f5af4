// A thousand balls: gradient descent with noise on a bowl with ripples, all at once.
lrlibScenes.scene("balls", (stage) => {
  "use strict";
  const { number, dice, normal } = lrlibScenes;
  const { steps, balls, wide, noise, basin, known } = stage.facts;
  const { loss, slope } = stage.formulas;
  const best = {}; // the best share that the reader has found for each schedule

  function run() {
    const draw = dice(7), push = normal(dice(11)), lr = stage.value("lr"), rate = stage.formulas[stage.value("how")];
    let x = Array.from({ length: balls }, () => wide * (2 * draw() - 1));
    const frames = [x];
    for (let t = 0; t < steps; t++) {
      const now = rate(t, lr);
      x = x.map((v) => (Math.abs(v) < 1e6 ? v - now * (slope(v) + noise * push()) : v));
      if ((t + 1) % 5 === 0) frames.push(x);
    }
    return frames;
  }
  const share = (x) => x.filter((v) => Math.abs(v) < basin).length / balls;

  function show(x) {
    const p = stage.picture("land");
    p.frame({ height: 240, x: [-wide - 0.6, wide + 0.6], y: [-1.9, 6.2], bottom: 2, alt: `A rugged loss and ${balls} balls on it; ${number(100 * share(x), 3)} per cent lie in the best basin.` });
    const land = Array.from({ length: 301 }, (_, i) => -wide - 0.6 + ((2 * wide + 1.2) * i) / 300).map((v) => [v, loss(v)]);
    p.area(land.filter(([v]) => Math.abs(v) <= basin), 0, "lr-shrinks");
    p.line(land, "lr-thin");
    const bins = new Map(); // balls that lie close together stand on each other
    for (const v of x) {
      if (Math.abs(v) > wide + 0.5) continue;
      const bin = Math.round(v * 12);
      bins.set(bin, (bins.get(bin) ?? 0) + 1);
    }
    for (const [bin, count] of bins) p.line([[bin / 12, -1.8], [bin / 12, -1.8 + (1.7 * Math.min(count, 160)) / 160]], "lr-bar", Math.abs(bin / 12) < basin ? "ExponentialDecay" : "CyclicExponentialDecay");
    for (let i = 0; i < balls; i += 8) if (Math.abs(x[i]) < wide + 0.5) p.ball(loss, x[i], 3.5, "lr-ghost", "ExponentialDecay");
    p.text(-wide - 0.5, -0.2, "how many balls where", { dy: 0, look: "lr-tick" });
  }
  function words(end) {
    const how = stage.value("how"), name = stage.find("input[name=how]:checked").parentElement.textContent.trim();
    best[how] = Math.max(best[how] ?? 0, end);
    const found = Object.entries(best).sort((a, b) => b[1] - a[1]);
    const told = found.map(([key, value]) => `${stage.find(`input[value="${key}"]`).parentElement.textContent.trim()} ${number(value, 2)}`).join(", ");
    const climbs = how === "signed" ? " Half of its steps climb, so it carries the balls about, and out of the best dip as easily as in." : "";
    const { share, peak } = known[how], lr = stage.value("lr");
    const hint = end > share - 0.05 ? "" : ` It does better at a ${lr < peak ? "higher" : "lower"} rate.`; // a draw differs by less
    return `${name}: ${number(100 * end, 3)} per cent, of one draw of ${balls.toLocaleString("en")} balls.${hint}${climbs} Your best so far: ${told}.`;
  }
  stage.draw = (moved) => {
    const frames = run(), ready = stage.ran && !stage.playing;
    show(ready ? frames.at(-1) : frames[0]);
    stage.say("before", number(share(frames[0]), 3), share(frames[0]));
    stage.say("after", ready ? number(share(frames.at(-1)), 3) : "?", share(frames.at(-1)));
    if (ready && moved) stage.tell(words(share(frames.at(-1))));
  };
  stage.press("run", async () => {
    const frames = run();
    stage.ran = true;
    const whole = await stage.play(5, (part) => show(frames[Math.round(part * (frames.length - 1))]));
    if (whole) stage.draw("run");
  });
});
