// The triangle's rates as they come, and the same rates sorted, on the same network.
lrlibScenes.scene("rising", (stage) => {
  "use strict";
  const { number, raised } = lrlibScenes, { begin, train } = lrlibWhole;
  const { steps, images, beyond, names, inks, ask } = stage.facts;
  const lanes = Object.keys(names), button = stage.find('[data-action="train"]'), go = button.textContent;
  const LOSS = [-3, Math.log10(beyond)], PRODUCT = [-1, 2]; // powers of ten that the pictures show
  let runs = null, peak = 0, step = 0, busy = 0, running = false, notice = "";

  const within = (size, [low, high]) => Math.min(high, Math.max(low, size));
  const power = (m) => (m > 2 ? `10${raised(m)}` : number(10 ** m));
  const products = (i) => runs[i].curvatures.map(([t, curvature]) => [t, runs[i].rates[t] * curvature]);
  const done = () => runs && step === steps;
  const guess = () => stage.find('input[name="guess"]:checked')?.value;
  function cross(p, x, y, ink) {
    const [a, b] = [(6 * steps) / (p.width - p.left - p.right), (6 * (p.y[1] - p.y[0])) / (p.height - p.top - p.bottom)];
    p.line([[x - a, y - b], [x + a, y + b], [NaN, NaN], [x - a, y + b], [x + a, y - b]], "lr-line", ink);
  }
  function showLoss() {
    const p = stage.picture("loss");
    const alt = runs ? runs.map((run, i) => `${names[lanes[i]]}: ${run.thrown ? `thrown out at step ${run.thrown}` : `a loss of ${number(run.losses.at(-1), 2)} after ${step} steps`}`).join("; ") : "No run yet: axes of the loss against steps.";
    p.frame({ height: 260, x: [0, steps], y: LOSS, left: 38, right: 86, top: 28, bottom: 32, alt });
    p.axis("y", [-2, 0, 2, 4], "loss", power);
    p.axis("x", [0, 50, 100, 150, 200], "steps");
    const ends = [];
    (runs ?? []).forEach((run, i) => {
      const ink = inks[lanes[i]], points = run.losses.map((loss, t) => [t, within(Math.log10(loss), LOSS)]);
      p.line(points.map(([t, y]) => [t, Number.isFinite(y) ? y : LOSS[1]]), "lr-line", ink);
      if (run.thrown) {
        cross(p, run.thrown, LOSS[1], ink);
        const late = run.thrown > 0.7 * steps, place = { anchor: late ? "end" : "start", dx: late ? -12 : 12, ink };
        p.text(run.thrown, LOSS[1], names[lanes[i]], { ...place, dy: 16 + 44 * i, look: "lr-strong" });
        p.text(run.thrown, LOSS[1], `thrown out at step ${run.thrown}`, { ...place, dy: 33 + 44 * i });
      } else ends.push({ x: p.X(points.at(-1)[0]), y: p.Y(points.at(-1)[1]), words: names[lanes[i]], ink });
    });
    ends.sort((a, b) => a.y - b.y);
    if (ends.length > 1 && ends[1].y - ends[0].y < 16) {
      const middle = (ends[0].y + ends[1].y) / 2;
      (ends[0].y = middle - 8), (ends[1].y = middle + 8);
    }
    for (const { x, y, words, ink } of ends) p.text(0, LOSS[0], words, { dx: x + 6 - p.X(0), dy: y + 4 - p.Y(LOSS[0]), look: "lr-strong", ink });
  }
  function showProduct() {
    const p = stage.picture("product"), two = Math.log10(2);
    const alt = runs ? runs.map((_, i) => `${names[lanes[i]]}: rate times curvature at most ${number(Math.max(...products(i).map(([, v]) => v)), 2)}`).join("; ") : "No run yet: axes of rate times curvature against steps, with a dashed line at 2.";
    p.frame({ height: 260, x: [0, steps], y: PRODUCT, left: 38, right: 10, top: 28, bottom: 32, alt });
    p.axis("y", [-1, 0, two, 1, 2], "rate × running curvature", (m) => number(10 ** m));
    p.axis("x", [0, 50, 100, 150, 200], "steps");
    p.line([[0, two], [steps, two]], "lr-dash");
    p.text(steps, two, "limit of a bowl", { anchor: "end", dy: -5, look: "lr-tick" });
    (runs ?? []).forEach((run, i) => {
      const ink = inks[lanes[i]], points = products(i).map(([t, v]) => [t, within(Math.log10(v), PRODUCT)]);
      p.line(points, "lr-line", ink);
      if (run.thrown) cross(p, ...points.at(-1), ink);
    });
    if (!done()) return;
    p.text(0, within(Math.log10(products(0)[0][1]), PRODUCT), names[lanes[0]], { dx: runs[0].thrown ? 24 : 12, dy: runs[0].thrown ? 4 : -5, look: "lr-strong", ink: inks[lanes[0]] });
    const top = products(1).filter(([t]) => t < Math.min(0.55 * steps, (runs[1].thrown ?? steps) - 6)).reduce((a, b) => (b[1] > a[1] ? b : a));
    p.text(steps / 2, within(Math.log10(top[1]), [-1, 1.6]), names[lanes[1]], { anchor: "middle", dy: -9, look: "lr-strong", ink: inks[lanes[1]] });
  }
  function outcome() {
    const [falling, rising] = runs.map(({ thrown }) => !thrown);
    return falling && rising ? "both" : falling ? "falling" : rising ? "rising" : "neither";
  }
  function verdict() {
    const [falling, rising] = runs, came = outcome();
    const lead = guess() ? (guess() === came ? "As you guessed. " : "Not as you guessed. ") : "";
    const least = Math.min(...rising.curvatures.map(([, curvature]) => curvature));
    const start = falling.curvatures[0][1], at = (run, step) => run.curvatures.find(([t]) => t >= step)?.[1];
    const ends = runs.map(({ losses }) => losses.at(-1));
    if (came === "rising") {
      return `${lead}On a bowl the order of the rates does not change the end. Here the first steps, ${number(peak)} and more where 2 is the limit, throw the falling run out. The rising one moves to flatter ground first: at its highest rate the curvature is ${number(at(rising, steps / 2), 2)}, no longer ${number(start, 3)}.`;
    }
    if (came === "both") {
      const calm = products(0).find(([, v]) => v < 2)?.[0];
      const how = peak > 2 && calm ? ` Highest first begins at ${number(peak)}, beyond 2, but at step ${calm} its curvature is ${number(at(falling, calm), 2)}, no longer ${number(start, 3)}.` : "";
      return `${lead}Both survive.${how} ${ends[0] < ends[1] ? "Highest first" : "Rising first"} ends lower. Now push the peak up: which of them breaks first?`;
    }
    if (came === "neither") {
      return `${lead}Too high for both. The rising run stays ${rising.thrown - falling.thrown} steps longer, and its curvature comes down to ${number(least, 2)}. But its rate rises on, and with rate × curvature beyond 2 it is thrown out as well.`;
    }
    return `${lead}This time the falling run is the one that stays. Try a peak a little lower, or higher.`;
  }
  function words() {
    if (notice) return notice;
    if (!runs) return ask;
    if (done()) return verdict();
    const out = runs.flatMap(({ thrown }, i) => (thrown ? [`${names[lanes[i]]} is out at step ${thrown}`] : []));
    return `Both started from the same weights. ${out.length ? `${out.join(", ")}.` : "Watch the first steps."}`.replace(/\. ([a-z])/, (_, letter) => `. ${letter.toUpperCase()}`);
  }
  function report() {
    lanes.forEach((lane, i) => {
      const run = done() ? runs[i] : null, end = run?.losses.at(-1);
      stage.say(lane, run ? (run.thrown ? "thrown out" : number(end, 2)) : "–", run ? (run.thrown ? Infinity : end) : "");
    });
    if (runs) stage.say("curvature", number(runs[0].curvatures[0][1]), runs[0].curvatures[0][1]);
    else if (!stage.find('output[name="curvature"]').textContent) stage.say("curvature", "–");
    stage.tell(words());
  }
  function halt() {
    busy++;
    running = false;
    button.textContent = go;
  }
  stage.draw = (moved) => {
    if (moved === "peak") {
      halt();
      (runs = null), (notice = "");
    }
    showLoss();
    showProduct();
    report();
  };
  stage.standIn(() => !done());
  stage.press("train", async () => {
    const stopped = running;
    halt();
    runs = null;
    notice = stopped ? `Stopped. ${ask}` : "";
    stage.draw();
    if (stopped) return;
    const mine = busy;
    (running = true), (button.textContent = "Stop");
    try {
      peak = stage.value("peak");
      const { curvature } = await begin(images);
      const rates = Array.from({ length: steps }, (_, t) => stage.formulas.rate(t, peak / curvature));
      const seen = (now, t) => {
        if (mine !== busy) return false;
        (runs = now), (step = t);
        if (step === steps) halt();
        if (step === steps || !stage.still) stage.draw();
        return true;
      };
      await train([[...rates].sort((a, b) => b - a), rates], { count: images, beyond, seconds: stage.still ? 0 : 4, seen });
    } catch (error) {
      if (mine !== busy) return;
      halt();
      notice = `${error.message}. Press the button to try again.`;
      stage.draw();
    }
  });
});
