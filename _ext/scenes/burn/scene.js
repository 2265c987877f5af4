// Only the fuel counts: the same losses over the step and over the sum of the rates so far.
lrlibScenes.scene("burn", (stage) => {
  "use strict";
  const { number, raised } = lrlibScenes;
  const { steps, at, runs, called, inks, dashes, soon, apart } = stage.facts;
  const names = Object.keys(runs), log = Math.log10, END = log(steps);
  const last = (name) => ({ fuel: runs[name][0].at(-1), loss: runs[name][1].at(-1) });
  const best = names.reduce((low, name) => (last(name).loss < last(low).loss ? name : low));
  const early = at.findIndex((step) => step >= 30);
  const spread = Math.max(...names.map((name) => runs[name][1][early])) / Math.min(...names.map((name) => runs[name][1][early]));
  let ran = false, guessed = "";
  const chosen = () => stage.find('input[name="guess"]:checked')?.value ?? "";

  /** A line in the dashes of its schedule, as everywhere in the book. */
  function style(path, name, wide) {
    path.style.strokeWidth = wide;
    if (dashes[name].length) path.setAttribute("stroke-dasharray", dashes[name].map((v) => 2 * v).join(" "));
    path.style.strokeLinecap = "butt";
  }
  function drawRates() {
    const p = stage.picture("curves");
    p.frame({ height: 265, x: [0, steps], y: [0, 1.85], left: 34, right: 10, top: 20, bottom: 32, alt: `The rates of four schedules over ${steps} steps: ${names.map((name) => called[name]).join(", ")}.` });
    p.axis("y", [0, 0.5, 1, 1.5], "rate (units of 1/L)").axis("x", [0, 250, 500, 750, 1000], "step");
    const places = { constant: [steps, "end"], linear: [55, "start"], cycle: [steps / 2, "middle"], cosine: [0.46 * steps, "middle"] };
    for (const name of names) {
      style(p.curve(stage.formulas[name], [0, steps], "lr-line", inks[name], 200), name, name === chosen() ? 4 : 2.4);
      const [t, anchor] = places[name];
      p.text(t, stage.formulas[name](t), called[name], { dy: -7, anchor, ink: inks[name], look: "lr-strong" });
    }
  }
  /** Losses up to a share of the run; `fold` from 0 to 1 puts the fuel in the place of the step. */
  function drawLosses(share, fold) {
    const p = stage.picture("curves"), title = fold === 0 ? "step" : fold === 1 ? "fuel: sum of the rates so far (units of 1/L)" : "from the step to the fuel";
    const alt = fold === 1 ? "Four losses against the fuel: they lie on one another, below two dashed lines." : `Four losses against ${title}; at the end ${names.map((name) => `${called[name]} ${number(last(name).loss)}`).join(", ")}.`;
    p.frame({ height: 265, x: [0, END], y: [-5, -0.25], left: 40, right: 12, top: 20, bottom: 32, alt });
    p.axis("y", [-5, -4, -3, -2, -1], "loss above the least", (m) => `10${raised(m)}`);
    p.axis("x", [0, 1, 2, 3], title, (m) => number(10 ** m));
    names.forEach((name, i) => {
      const [fuel, loss] = runs[name];
      const points = at.map((step, j) => [log(step) * (1 - fold) + log(Math.max(fuel[j], 1e-9)) * fold, log(loss[j])]).filter((_, j) => log(at[j]) <= END * share + 1e-9);
      const first = points.findIndex(([x]) => x >= 0);
      if (first < 0) return;
      if (first > 0) { // it comes in at the left edge
        const [[x1, y1], [x2, y2]] = [points[first - 1], points[first]];
        points[first - 1] = [0, y1 + ((y2 - y1) * x1) / (x1 - x2)];
      }
      const wide = 2.4 + fold * (4.2 - 1.6 * i); // so that those below are seen
      style(p.line(points.slice(Math.max(0, first - 1)), "lr-line", inks[name]), name, wide + (name === chosen() ? 1.2 : 0));
      p.dot(...points.at(-1), 5.5, "lr-dot", inks[name]);
    });
    if (fold === 1) {
      for (const [bound, words, x] of [["W1", p.width > 500 ? "W1: no loss ends higher" : "W1", 1.35], ["W1b", "W1b", 0.9]]) {
        const of = (v) => log(stage.formulas[bound](10 ** v));
        p.curve(of, [0, END], "lr-dash");
        p.text(x, of(x), words, bound === "W1" ? { dx: 6, dy: -6 } : { dx: -6, dy: 16, anchor: "end" });
      }
    }
    drawKey(p);
  }
  function drawKey(p) {
    names.forEach((name, i) => {
      const y = p.height - p.bottom - 12 - 17 * (names.length - 1 - i);
      style(p.put("path", { d: `M${p.left + 8} ${y}h30`, class: "lr-line" }, inks[name]), name, name === chosen() ? 4 : 2.4);
      p.put("text", { x: p.left + 45, y: y + 4 }, inks[name]).textContent = called[name];
    });
  }
  function words(fold) {
    if (!ran) return chosen() ? "Now run them, and see." : `Four schedules, ${number(steps)} steps each, on one smooth loss. These are their rates. Guess whose loss will be lowest at the end, and run them.`;
    const end = `the ${called[best]} ends lowest, at ${number(last(best).loss)}`;
    const verdict = !guessed ? `T${end.slice(1)}.` : guessed === best ? `As you guessed, ${end}.` : `You guessed the ${called[guessed]}, but ${end}.`;
    if (fold === 0) return `${verdict} The four are very different: after ${at[early]} steps the highest loss is ${number(spread, 2)} times the lowest. What if one does not count the steps, but adds up the rates? Slide the axis.`;
    if (fold < 1) return "Every point keeps its height and moves sideways, from the number of its step to the sum of the rates up to there.";
    return `Four curves have become one: from a fuel of ${soon} on no loss is more than ${Math.ceil(100 * apart)}\u00a0% above another. A schedule only decides how quickly the fuel is burnt, and the ${called[best]} has burnt the most. No smooth loss at all ends above W1, and the hardest end on W1b or higher. This one is easier.`;
  }
  function offer(fold) {
    const button = stage.find('[data-action="fold"]');
    button.hidden = !ran;
    button.textContent = fold < 0.5 ? "Show them against fuel" : "Show them against steps";
  }
  stage.draw = (moved) => {
    const fold = stage.value("axis");
    if (fold > 0) ran = true; // who slides first has guessed nothing
    if (ran) drawLosses(1, fold);
    else drawRates();
    const of = ran && chosen() ? last(chosen()) : null;
    for (const name of ["fuel", "loss"]) stage.say(name, of ? number(of[name]) : "?", of ? of[name] : "");
    offer(fold);
    if (moved !== "guess" || !ran) stage.tell(words(fold));
  };
  stage.press("run", async () => {
    guessed = chosen();
    ran = true;
    stage.set("axis", 0);
    offer(0);
    stage.tell("They are running. Both axes count in powers of ten.");
    if (!(await stage.play(4, (share) => drawLosses(share, 0)))) return;
    if (!guessed) stage.set("guess", best);
    stage.draw();
  });
  stage.press("fold", async () => {
    const from = stage.value("axis"), to = from < 0.5 ? 1 : 0;
    await stage.play(3, (share) => (stage.set("axis", from + (to - from) * (1 - (1 - share) ** 2)), stage.draw()));
  });
});
