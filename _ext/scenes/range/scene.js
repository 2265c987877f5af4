// A range test in the page: one run while the rate rises, then runs with the peaks that are tried.
lrlibScenes.scene("range", (stage) => {
  "use strict";
  const { number } = lrlibScenes, { train, smooth } = lrlibDigits;
  const { highest, up, steps, width, unseen } = stage.facts;
  const { rising, cycle } = stage.formulas;
  const LAST = 20; // batches whose mean is a run's result
  const HANDFUL = 5; // digits: eight runs with other batches at the same peak differed by as many
  const top = 3.2; // nats, of the pictures; a guess among ten digits has ln 10 = 2.3
  let test = [], runs = [], busy = 0, failed = "", guessed = "";

  const mean = (losses) => losses.reduce((a, b) => a + b, 0) / losses.length;
  const middles = (losses) => smooth(losses, width).map((loss, i) => [i + (width - 1) / 2, loss]);
  function lowest() {
    const means = smooth(test, width);
    return rising(means.indexOf(Math.min(...means)) + Math.floor(width / 2));
  }
  const capped = (points) => points.map(([x, y]) => [x, Math.min(y, top)]);

  function showTest() {
    const p = stage.picture("test"), peak = stage.value("peak");
    const alt = test.length < up ? "A range test that has not run to its end." : `Loss of each batch against the rate: lowest near a rate of ${number(lowest(), 1)}.`;
    p.frame({ height: 250, x: [0, highest], y: [0, top], left: 30, right: 10, top: 20, bottom: 32, alt });
    p.axis("y", [0, 1, 2, 3], "loss (nats)");
    p.axis("x", [0, 5, 10, 15, 20], "learning rate, rising");
    p.line([[0, Math.log(10)], [highest, Math.log(10)]], "lr-dash");
    const before = peak > 5.2; // between the steep ends of the curve there is room, on one side of the peak
    p.text(before ? Math.min(peak, 10) : Math.max(peak, 2), Math.log(10), "a pure guess", { anchor: before ? "end" : "start", dx: before ? -6 : 6, dy: -5, look: "lr-tick" });
    p.line(capped(test.map((loss, t) => [rising(t), loss])), "lr-thin", "ExponentialDecay").style.opacity = 0.5;
    p.line(capped(middles(test).map(([t, loss]) => [rising(t), loss])), "lr-line", "ExponentialDecay");
    p.line([[peak, 0], [peak, top]], "lr-line", "OneCycle");
    p.text(peak, top, `peak ${number(peak)}`, { anchor: peak > highest / 2 ? "end" : "start", dx: peak > highest / 2 ? -6 : 6, dy: 12, ink: "OneCycle", look: "lr-strong" });
  }
  function showRuns() {
    const p = stage.picture("train");
    const alt = runs.length ? `Loss against steps of ${runs.length} runs; the last, with peak ${number(runs.at(-1).peak)}, is at ${number(mean(runs.at(-1).losses.slice(-LAST)), 2)}.` : "No run yet: axes of the loss against steps.";
    p.frame({ height: 250, x: [0, steps], y: [-2.3, 0.6], left: 36, right: 62, top: 20, bottom: 32, alt });
    p.axis("y", [-2, -1, 0], "loss, 1-cycle with your peak (nats)", (m) => number(10 ** m));
    p.axis("x", [0, 50, 100, 150, 200], "steps");
    const ends = [];
    runs.forEach(({ peak, losses }, i) => {
      const points = middles(losses).map(([t, loss]) => [t, Math.max(-2.3, Math.min(0.6, Math.log10(loss)))]), now = i === runs.length - 1;
      if (!points.length) return;
      p.line(points, now ? "lr-line" : "lr-thin", now ? "OneCycle" : undefined);
      ends.push({ y: p.Y(points.at(-1)[1]), words: `peak ${number(peak)}`, now });
    });
    ends.sort((a, b) => a.y - b.y).forEach((end, i) => (end.y = Math.max(end.y, i ? ends[i - 1].y + 14 : 0)));
    const over = Math.max(0, (ends.at(-1)?.y ?? 0) - p.Y(-2.2));
    for (const { y, words, now } of ends) p.text(steps, 0, words, { dx: 5, dy: y - over - p.Y(0) + 4, look: now ? "lr-strong" : "lr-tick", ...(now && { ink: "OneCycle" }) });
  }
  /** Whether the guess of where it stops learning held; each choice is called by its upper end. */
  function answer() {
    if (!guessed) return "";
    const uppers = stage.root.querySelectorAll('input[name="guess"]'), right = [...uppers].find(({ value }) => lowest() <= Number(value));
    const said = (input) => input.parentElement.textContent.trim();
    return right.value === guessed ? "As you guessed. " : `You guessed: ${said([...uppers].find(({ value }) => value === guessed))}. `;
  }
  function words() {
    if (failed) return failed;
    if (!test.length && !runs.length) return "A network of 2,410 numbers that knows nothing yet. Each update will use a slightly higher rate. Guess first: at which rate will it stop learning?";
    if (test.length && test.length < up) return `Rate ${number(rising(test.length - 1), 2)}. The loss falls while the rate still helps, and shakes when the rate is too much.`;
    if (!runs.length) return `${answer()}The loss was lowest near ${number(lowest(), 1)}; beyond it, a higher rate no longer helped. Now click a peak, there, below or boldly above, and train with it.`;
    const { peak, losses, right } = runs.at(-1), count = (run) => Math.round(unseen * run.right);
    if (losses.length < steps) return `Training with peak ${number(peak)}: up to step ${steps / 2}, then down again.`;
    const loss = mean(losses.slice(-LAST));
    const score = `Peak ${number(peak)}: of ${unseen} digits that it never saw, it recognises ${count(runs.at(-1))}, ${number(100 * right)}\u00a0%.`;
    if (!(loss < 2)) return `${score} The rate went beyond what this network survives, and the way down could not repair it. Try a lower peak.`;
    const others = runs.slice(0, -1).filter((run) => run.right >= 0);
    if (others.length) {
      const best = others.reduce((a, b) => (count(a) >= count(b) ? a : b)), more = count(runs.at(-1)) - count(best);
      const beside = `Your peak of ${number(best.peak)} had ${count(best)}`;
      if (Math.abs(more) < HANDFUL) return `${score} ${beside}: no difference that one run can show.`;
      return more > 0 ? `${score} ${beside}: this is the best of your ${others.length + 1} peaks so far.` : `${score} ${beside}: it did better.`;
    }
    return `${score} Now try another peak: how far can you go up before it breaks?`;
  }
  function report() {
    const last = runs.findLast(({ losses }) => losses.length === steps);
    stage.say("lowest", test.length < up ? "–" : number(lowest(), 1), test.length < up ? "" : lowest());
    stage.say("loss", last ? number(mean(last.losses.slice(-LAST)), 2) : "–", last ? mean(last.losses.slice(-LAST)) : "");
    stage.say("right", last ? number(100 * last.right) : "–", last?.right ?? "");
    stage.tell(words());
  }
  async function go(rate, n, seen, seconds) {
    const mine = ++busy;
    failed = "";
    try {
      return await train(rate, n, (losses) => mine === busy && (seen(losses), true), stage.still ? 0 : seconds);
    } catch (error) {
      failed = `${error.message}. Press the button to try again.`;
      return report(), null;
    }
  }
  stage.draw = (moved) => (moved === "guess" ? stage.tell(test.length ? "Let the rate rise once more, and see." : "Now let the rate rise, and see.") : (showTest(), showRuns(), report()));
  stage.standIn(() => test.length < up && !runs.length);
  stage.press("test", async () => {
    (test = []), (runs = []), (guessed = stage.find('input[name="guess"]:checked')?.value ?? "");
    stage.draw();
    await go(rising, up, (losses) => ((test = losses), showTest(), stage.tell(words())), 5);
    stage.draw();
  });
  stage.press("train", async () => {
    const peak = stage.value("peak"), run = { peak, losses: [], right: NaN };
    runs = [...runs.filter(({ losses, peak: other }) => losses.length === steps && other !== peak), run].slice(-4);
    const result = await go((t) => cycle(t, peak), steps, (losses) => ((run.losses = losses), showRuns()), 3);
    if (result) run.right = result.right;
    else if (run.losses.length < steps) runs = runs.filter((other) => other !== run);
    stage.draw();
  });
  stage.find('[data-picture="test"]').addEventListener("click", (event) => {
    if (test.length < up) return;
    const p = stage.picture("test"), box = p.svg.getBoundingClientRect();
    const share = (event.clientX - box.left - p.left) / (p.width - p.left - p.right);
    stage.set("peak", Math.min(highest, Math.max(0.1, share * highest)).toFixed(1));
    stage.draw();
    stage.find('[data-action="train"]').click();
  });
});
