// Two walkers: the iterate, by the rates; and a second one, by the steps that D9 finds behind them.
lrlibScenes.scene("shadow", (stage) => {
  "use strict";
  const { number } = lrlibScenes;
  const { slopes, start, rim, updates, scale, steps, promise } = stage.facts;
  const X = "ExponentialDecay", Z = "CyclicExponentialDecay";
  const dot = (a, b) => a[0] * b[0] + a[1] * b[1];
  const height = (at) => Math.max(...slopes.map((slope) => dot(slope, at)));
  const steepest = (at) => slopes.reduce((best, slope) => (dot(slope, at) > dot(best, at) ? slope : best));

  function walk(shape) {
    const whole = steps[shape].reduce((sum, step) => sum + step, 0);
    const x = [start], z = [start], mean = [start];
    let left = whole, gone = [0, 0];
    for (let t = 0; t < updates; t++) {
      const step = steps[shape][t], slope = steepest(x[t]);
      gone = gone.map((sum, i) => sum + step * z[t][i]); // what the stops so far weigh
      left -= step;
      const rate = scale[shape] * stage.formulas[shape](t);
      x.push(x[t].map((v, i) => v - rate * slope[i]));
      z.push(z[t].map((v, i) => v - step * slope[i]));
      mean.push(gone.map((sum, i) => (sum + left * z[t + 1][i]) / whole)); // if it stayed there from now on
    }
    return { x, z, mean };
  }
  stage.draw = () => {
    const shape = stage.value("shape"), t = stage.value("t"), { x, z, mean } = walk(shape);
    const p = stage.picture("walks"), loss = height(x[t]);
    const wide = p.holder.clientWidth, tall = Math.min(280, Math.max(170, 0.44 * wide));
    const half = (0.96 * tall) / wide; // the same unit both ways
    const alt = `Contours of a loss with corners; after ${t} steps your run is at a loss of ${number(loss)}, the second walker at ${number(height(z[t]))}.`;
    p.frame({ height: tall, x: [-1.1, 0.82], y: [-half - 0.03, half - 0.03], alt });
    for (let level = 0.08; level < 1.3; level += 0.12) p.line([...rim, rim[0]].map((at) => at.map((v) => v * level)), "lr-grid lr-thin");
    p.text(0, 0, "✕", { anchor: "middle", dy: 5 });
    if (Math.hypot(...x[t]) > 0.25) p.text(0, 0, "lowest", { anchor: "middle", dy: -9 }); // else the iterate stands on it
    for (const stop of z.slice(0, t + 1)) p.line([mean[t], stop], "lr-thin", Z).style.opacity = 0.35;
    p.line(z.slice(0, t + 1), "lr-dash", Z);
    z.slice(0, t + 1).forEach((at) => p.dot(...at, 3, "lr-ghost", Z));
    p.line(x.slice(0, t + 1), "lr-line", X);
    x.slice(0, t + 1).forEach((at) => p.dot(...at, 2.5, "lr-ghost", X));
    p.dot(...z[t], 7, "lr-dot", Z);
    p.dot(...x[t], 8, "lr-dot", X);
    p.dot(...mean[t], 12, "lr-ring", Z);
    if (t) p.text(...z[t], "second walker", { dx: 11, dy: -8, look: "lr-strong", ink: Z, anchor: z[t][0] > 0.45 ? "end" : "start" });
    p.text(...x[t], "your run", { dx: -14, dy: 24, look: "lr-strong", ink: X, anchor: t < 3 ? "start" : "end" });
    drawSteps(shape, t);
    stage.say("loss", number(loss), loss);
    stage.say("promise", number(promise[shape]), promise[shape]);
    const apart = Math.hypot(x[t][0] - mean[t][0], x[t][1] - mean[t][1]);
    stage.say("apart", number(Number(apart.toFixed(12))), apart);
    stage.tell(words(shape, t, loss));
  };
  function drawSteps(shape, t) {
    const p = stage.picture("steps"), most = Math.max(...steps[shape]), even = 1 / Math.sqrt(updates + 1);
    p.frame({ height: 96, x: [-0.6, updates + 0.6], y: [0, Math.max(most, 1.3 * even)], left: 4, right: 4, top: 20, bottom: 4, alt: `Steps of the second walker, from ${number(Math.min(...steps[shape]))} to ${number(most)}.` });
    steps[shape].forEach((step, i) => (p.line([[i, 0], [i, step]], "lr-bar", Z).style.opacity = i <= t ? 1 : 0.4));
    p.put("text", { x: 2, y: 13, class: "lr-axis" }).textContent = "steps of the second walker (dashed: the same length for all)";
    p.line([[-0.6, even], [updates + 0.6, even]], "lr-dash");
  }
  function words(shape, t, loss) {
    const [least, most] = [Math.min(...steps[shape]), Math.max(...steps[shape])];
    if (!t) return "Two walkers start together, and the slope is always taken where your run stands. Let them walk.";
    if (t < updates) return `After ${t} of ${updates} steps. The second walker goes its own way, by the same slopes. The ring is where the mean of all its stops would be if it stayed where it is for the rest of the run: and there stands your run.`;
    if (shape === "linear") return `The second walker has run past the bottom and never come to rest, in ${updates} steps of one length. Your run stands in the mean of its stops, ${number(loss)} above the least. Equal steps, and a rate that falls in a straight line: they are the same thing.`;
    if (shape === "constant") return `A rate that is held asks for a second walker whose last steps are ${number(most / least, 2)} times as long as its shortest. So the mean hangs on a few late stops, and your run ends ${number(loss)} above the least. Try the straight line.`;
    const line = height(walk("linear").x[updates]);
    return `Behind a cosine the steps are almost level, but at the very end. On this loss your run ends ${number(loss)} above the least, ${loss < line ? "lower" : "higher"} than with the line. But one loss is not all: for all of them it can promise ${number(promise.cosine)}, and the line ${number(promise.linear)}.`;
  }
  stage.press("run", async () => {
    await stage.play(6, (share) => (stage.set("t", Math.round(share * updates)), stage.draw()));
  });
});
