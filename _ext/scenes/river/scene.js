// A valley from above: noise throws the ball from wall to wall, and the floor leads it to the right.
lrlibScenes.scene("river", (stage) => {
  "use strict";
  const { number, dice, normal } = lrlibScenes;
  const { steps, along, ahead, ask } = stage.facts;
  const { rate, square, walls, floor } = stage.formulas;
  const BALL = "ExponentialDecay", WALLS = "CyclicExponentialDecay", FLOOR = "OneCycle", RATE = "WarmupStableDecay";
  const CLOSE = 1.02; // a loss so little above the least is as good as the best
  let ran = false, guessed = null;

  /** The run whose rate begins to fall at a step: what is expected, and one ball, at each step. */
  function travel(begin) {
    const noise = normal(dice(11)), used = [0], mean = [1], across = [1.6];
    for (let t = 0; t < steps; t++) {
      const lr = rate(t, steps - begin);
      used.push(used[t] + lr);
      mean.push(square(mean[t], lr));
      across.push(across[t] - lr * (across[t] + noise()));
    }
    return { used, mean, across, up: mean.map(walls), still: used.map(floor) };
  }
  const ends = Array.from({ length: steps + 1 }, (_, begin) => {
    const { up, still } = travel(begin);
    return { up: up[steps], still: still[steps], loss: up[steps] + still[steps] };
  });
  const best = ends.reduce((low, { loss }, begin) => (loss < ends[low].loss ? begin : low), 0);

  function drawRiver(run, step, begin) {
    const p = stage.picture("river"), { used, mean, across } = run, way = used.map((sum) => along * sum);
    const alt = `A valley from above. After ${step} steps the ball has come ${number(way[step], 2)} of ${ahead} along it, and is thrown about ${number(Math.sqrt(mean[step]), 2)} to either side.`;
    p.frame({ height: 150, x: [-0.15, ahead + 0.15], y: [-3.1, 3.1], left: 0, right: 0, top: 0, bottom: 0, alt });
    for (const level of [0.5, 1.2, 2.2, 3.4]) for (const side of [-1, 1]) { // the walls, the darker the higher
      const rim = Array.from({ length: 33 }, (_, i) => -0.15 + i / 5).map((x) => [x, side * Math.sqrt(2 * (level - floor(0) + along * x))]);
      p.area(rim, 3.1 * side, "lr-ground").style.opacity = 0.3;
    }
    for (const level of [0.02, 0.08, 0.14, 0.2, 0.26]) { // and the floor, in lines of one height
      const rim = Array.from({ length: 125 }, (_, i) => -3.1 + i / 20).map((y) => [(floor(0) - level + walls(y * y)) / along, y]);
      p.line(rim, "lr-grid lr-thin");
    }
    p.line([[ahead, -3.1], [ahead, 3.1]], "lr-dash", FLOOR);
    p.text(ahead, -3.1, "end of the valley", { dx: -6, dy: -6, anchor: "end", ink: FLOOR, look: "lr-strong" });
    if (!step) p.text(0.1, 3.1, "steep wall", { dx: 20, dy: 17 });
    if (!step) p.text(0.1, -3.1, "steep wall", { dx: 20, dy: -8 });
    if (!step) p.text(0.4, 0, "the floor falls gently →", { dx: 20, dy: 4, look: "lr-strong", ink: FLOOR });
    const gone = way.slice(0, step + 1), width = mean.slice(0, step + 1).map(Math.sqrt);
    const bank = gone.map((x, i) => [x, width[i]]), other = gone.map((x, i) => [x, -width[i]]).reverse();
    p.line([...bank, ...other], "lr-area", WALLS);
    if (step >= begin && begin < steps && begin) {
      p.line([[way[begin], -2.3], [way[begin], 2.3]], "lr-dash", RATE);
      p.text(way[begin], 2.3, "the rate begins to fall", { dy: -5, anchor: p.X(way[begin]) > 170 ? "end" : "start", ink: RATE, look: "lr-strong" });
    }
    p.line(gone.map((x, i) => [x, across[i]]), "lr-thin", BALL);
    p.dot(way[step], across[step], 8, "lr-dot", BALL);
  }
  /** Two heights, one on the other, with their names. */
  function drawParts(p, low, both) {
    p.area(low, 0, "lr-area", FLOOR);
    p.line([...both, ...low.slice().reverse()], "lr-area", WALLS);
    p.line(low, "lr-line", FLOOR).style.strokeWidth = 1.6;
    p.line(both, "lr-line", WALLS);
  }
  function drawRun(run, step, begin) {
    const p = stage.picture("run"), { up, still } = run;
    p.frame({ height: 160, x: [0, steps], y: [0, 1.05], left: 28, right: 8, top: 20, bottom: 32, alt: step ? `Expected loss during the run: ${number(up[0] + still[0], 2)} at the start, ${number(up[step] + still[step], 2)} after ${step} steps, of which walls ${number(up[step], 2)}. The rate falls from step ${begin} on.` : `The rate: 1, and from step ${begin} on in a line to 0.` });
    p.axis("y", [0, 0.5, 1], step ? "rate, and expected loss" : "rate").axis("x", [0, 50, 100], "step");
    if (step) {
      drawParts(p, still.slice(0, step + 1).map((v, t) => [t, v]), still.slice(0, step + 1).map((v, t) => [t, v + up[t]]));
      if (step > 30) p.text(6, 0, "floor", { dy: -8, look: "lr-strong", ink: FLOOR });
      if (step > 30) p.text(6, still[6], "walls", { dy: -10, look: "lr-strong", ink: WALLS });
    }
    p.line([...Array(steps).keys(), steps - 1e-9].map((t) => [t, rate(t, steps - begin)]), "lr-dash", RATE).style.strokeWidth = 2;
    if (!step) p.text(4, 1, "rate", { dy: 18, look: "lr-strong", ink: RATE });
  }
  function drawEnds(begin, known) {
    const p = stage.picture("ends"), at = (i) => ends[i].loss;
    p.frame({ height: 160, x: [0, steps], y: [0, 0.56], left: 36, right: 10, top: 20, bottom: 32, alt: known ? `Expected loss at the end by when the rate begins to fall: ${number(at(0))} at 0 %, least, ${number(at(best))}, at ${best}\u00a0%, ${number(at(steps))} at 100 %. Here: ${begin}\u00a0%.` : "Expected loss at the end, still to be found." });
    p.axis("y", [0, 0.25, 0.5], "expected loss at the end").axis("x", [0, 50, 100], "begins to fall at (% of the run)");
    if (!known) return void p.text(50, 0.28, "?", { anchor: "middle", look: "lr-strong" });
    drawParts(p, ends.map(({ still }, i) => [i, still]), ends.map(({ loss }, i) => [i, loss]));
    p.text(4, 0, "floor", { dy: -8, look: "lr-strong", ink: FLOOR });
    p.text(96, 0.4, "walls", { anchor: "end", look: "lr-strong", ink: WALLS });
    p.line([[begin, 0], [begin, at(begin)]], "lr-thin", BALL);
    p.dot(best, at(best), 9, "lr-ring");
    p.dot(begin, at(begin), 6, "lr-dot", BALL);
  }
  function words(begin) {
    const { up, still, loss } = ends[begin], times = number(loss / at(best), 2), left = steps - best;
    const answer = `Best is ${best}\u00a0%: hold, and come down in the last ${left}\u00a0% of the run. Then ${number(at(best))} is left.`;
    const way = Math.round((100 * (floor(0) - still)) / (floor(0) - ends[steps].still));
    const first = guessed === begin ? `You guessed ${begin}\u00a0%. ` : "";
    if (begin === 0) return `${first}At 0\u00a0% this is the straight line. It lies low between the walls, but its rates add up to about half of those of a constant one, and so it has come about half as far: ${times} times the least loss. ${answer}`;
    if (begin === steps) return `${first}At 100\u00a0% this is the constant rate. No run comes farther, but the noise still holds the ball as high up the walls as at the beginning: ${times} times the least loss. ${answer}`;
    if (begin === best) return `${first}This is the best: almost as far as a constant rate (${way}\u00a0% of its way), and then time enough to come down from the walls. ${number(loss)} is left, the straight line leaves ${number(at(0))} and the constant rate ${number(at(steps))}.`;
    if (loss <= CLOSE * at(best)) return `${first}As good as the best: within ${Math.ceil(100 * (loss / at(best) - 1))}\u00a0% of it. ${answer}`;
    if (begin < best) return `${first}Too early: it lies low between the walls, but it is short of distance, ${way}\u00a0% of the way of a constant rate. So ${times} times the least loss is left. ${answer}`;
    return `${first}Too late: it has come far, but there was no time to come down. Of what is left, ${Math.round((100 * up) / loss)}\u00a0% is height up the walls. It is ${times} times the least loss. ${answer}`;
  }
  const at = (begin) => ends[begin].loss;
  function show(step, known) {
    const begin = stage.value("begin"), run = travel(begin);
    drawRiver(run, step, begin);
    drawRun(run, step, begin);
    drawEnds(begin, known);
    for (const [name, value] of Object.entries({ loss: at(begin), walls: ends[begin].up, floor: ends[begin].still })) stage.say(name, known ? number(value) : "?", known ? value : "");
  }
  stage.draw = (moved) => {
    show(ran ? steps : 0, ran);
    if (moved || ran) stage.tell(ran ? words(stage.value("begin")) : ask);
  };
  stage.press("run", async () => {
    const known = ran;
    if (!known && !stage.printing) guessed = stage.value("begin");
    stage.tell("It is running. The shade around the ball is how far the noise throws such balls, in the mean.");
    const whole = await stage.play(6, (share) => show(Math.round(share * steps), known));
    if (!whole) return;
    ran = true;
    stage.draw();
  });
});
