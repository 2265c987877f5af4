// The same rates in three orders, followed along every curvature from 1/condition to 1.
lrlibScenes.scene("order", (stage) => {
  "use strict";
  const { number, raised } = lrlibScenes;
  const { steps, condition, dust, curvatures, orders, least, held } = stage.facts;
  const valley = Array.from({ length: curvatures }, (_, i) => condition ** (i / (curvatures - 1) - 1));
  const inks = { up: "ExponentialDecay", down: "CyclicExponentialDecay", fractal: "OneCycle" };
  const names = { up: "smallest first", down: "largest first", fractal: "fractal" };
  const label = { up: [14, "middle", 17], "up+": [31, "end", -4], down: [16, "middle", -7], fractal: [4, "start", -9] };
  const walked = {}; // what the reader has seen: order and dust to its way
  const FLOOR = -4, TOP = 15;
  const rates = (order) => orders[order].map((place) => stage.formulas.rate(place));
  const key = () => `${stage.value("order")}${stage.value("dust") ? "+" : ""}`;
  const words = (size) => (size > 4 || size < -3 ? `10${raised(Math.round(size))}` : number(10 ** size, 2));

  /** log10 of the distance, along the worst curvature, after each step; dust at its worst. */
  function walk(order, dusty) {
    const far = valley.map(() => 1), out = [0];
    for (const rate of rates(order)) {
      valley.forEach((curvature, i) => (far[i] = far[i] * Math.abs(1 - curvature * rate) + (dusty ? dust : 0)));
      out.push(Math.log10(Math.max(...far)));
    }
    return out;
  }
  function drawRates(order, step) {
    const p = stage.picture("rates"), all = rates(order), low = -0.35, ink = inks[order];
    p.frame({ height: 240, x: [0, steps], y: [low, 2.1], left: 34, right: 6, top: 20, bottom: 32, alt: `The ${steps} rates, ${names[order]}: the first is ${number(all[0])}, the last ${number(all.at(-1))}.` });
    p.axis("y", [0, Math.log10(2), 1, 2], "rate × highest curvature", (m) => number(10 ** m));
    p.axis("x", [0, 8, 16, 24, 32], "step");
    p.line([[0, Math.log10(2)], [steps, Math.log10(2)]], "lr-dash");
    all.forEach((rate, t) => p.line([[t + 0.5, low], [t + 0.5, Math.log10(rate)]], "lr-bar", ink).style.opacity = t < step ? 1 : 0.35);
  }
  function drawWay(step) {
    const p = stage.picture("way"), now = key();
    const seen = Object.entries(walked), ends = seen.map(([name, way]) => `${name} climbs to 10 to the ${number(Math.max(...way), 2)}`).join(", ");
    p.frame({ height: 240, x: [0, steps], y: [FLOOR, TOP], left: 44, right: 6, top: 20, bottom: 32, alt: `The farthest distance along any curvature, step by step. ${ends || "Nothing walked yet."}` });
    p.axis("y", [0, 5, 10], "distance, worst direction", (m) => (m ? `10${raised(m)}` : "1"));
    p.axis("x", [0, 8, 16, 24, 32], "step");
    p.line([[0, 0], [steps, 0]], "lr-thin");
    p.line([[0, 0], [steps, Math.log10(held)]], "lr-dash");
    for (const [name, way] of seen) {
      const order = name.replace("+", ""), own = name === now, part = own ? way.slice(0, step + 1) : way;
      p.line(part.map((v, t) => [t, Math.max(FLOOR, v)]), name.includes("+") ? "lr-dash" : "lr-line", inks[order]).style.opacity = own ? 1 : 0.45;
      const [t, anchor, dy] = label[name] ?? label[order];
      if (!own || step === steps) p.text(t, Math.max(FLOOR, way[t]), names[order], { anchor, dy, ink: inks[order] });
      if (own) p.dot(part.length - 1, Math.max(FLOOR, part.at(-1)), 6, "lr-dot", inks[order]);
    }
  }
  function show(step) {
    drawRates(stage.value("order"), step);
    drawWay(step);
  }
  function told(order, dusty, way) {
    const climb = Math.max(...way), end = `The end is ${number(least, 2)} of the distance, in every order; the best constant rate leaves ${number(held, 2)} (dashed).`;
    if (order === "down") return dusty ? `The errors make no difference here: the large rates throw it 10${raised(Math.round(climb))} times as far out before the small ones fetch it back.` : `Largest first: out to 10${raised(Math.round(climb))} times the start, and all the way home. ${end}`;
    if (order === "up") return dusty ? `And that was the trap. An error of a millionth in every step, and the large rates at the end blow it up to 10${raised(Math.round(way.at(-1)))}. The small rates came too early to sweep it away.` : `Smallest first: it never stands farther out than at the start. ${end} Safe, then? Tick the tiny error.`;
    return dusty ? `An error of a millionth stays about a millionth of harm: ${number(10 ** way.at(-1), 2)} at the end, as if there were none. Each large rate has small ones close by, on both sides.` : `Fractal: at most ${number(10 ** climb, 2)} times the start on the way. ${end} Now with the tiny error?`;
  }
  /** What becomes of the guess: the trap of each order shows when that order has been walked. */
  function answer(order, dusty) {
    const guess = stage.find('input[name="guess"]:checked')?.value;
    if (!guess || (order !== "down" && !dusty)) return "";
    if (guess === order) return order === "fractal" ? "You chose well. " : "This was your choice. ";
    return order === "fractal" ? `You chose ${names[guess]}; this one is safe. ` : "";
  }
  stage.draw = (moved) => {
    if (moved === "guess") return stage.tell("Now take the steps in that order, then with the tiny error in every step.");
    const way = walked[key()], full = walk(stage.value("order"), stage.value("dust"));
    show(way ? steps : 0);
    stage.say("climb", way ? `${words(Math.max(...full))} × the start` : "?", Math.max(...full));
    stage.say("end", way ? `${words(full.at(-1))} × the start` : "?", full.at(-1));
    if (moved) stage.tell(way ? answer(stage.value("order"), stage.value("dust")) + told(stage.value("order"), stage.value("dust"), way) : "The same rates in another order, or with a tiny error in every step. Guess, then take the steps.");
  };
  stage.press("run", async () => {
    walked[key()] = walk(stage.value("order"), stage.value("dust"));
    if (await stage.play(4, (share) => show(Math.round(share * steps)))) stage.draw("run");
  });
});
