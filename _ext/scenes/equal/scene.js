// Equal time: a triangle spends the same time at every rate, so areas over the rate are all.
lrlibScenes.scene("equal", (stage) => {
  "use strict";
  const { number, raised } = lrlibScenes;
  const { steps, limits } = stage.facts;
  const { log, area, rate } = stage.formulas;
  const F = (u) => (u === 1 ? -1 : area(u)); // its limit there
  const TOP = 5.4, LOW = -3;

  function walk(peak) {
    const size = [0];
    for (let t = 0; t < steps; t++) size.push(size[t] + Math.log10(Math.abs(1 - rate(t, peak))));
    return size;
  }
  function drawArea(peak) {
    const p = stage.picture("area");
    p.frame({ height: 250, x: [0, TOP], y: [LOW, 1.6], left: 30, right: 6, top: 20, bottom: 32, alt: `The curve ln|1-u| up to ${peak}: the blue area below zero is ${number(shrinks(peak))}, the orange one above ${number(grows(peak))}.` });
    p.axis("y", [-3, -2, -1, 0, 1], "ln of the factor of one step");
    p.axis("x", [0, 1, 2, 3, 4, 5], "rate × curvature");
    const upTo = (from, to) => Array.from({ length: 161 }, (_, i) => from + ((to - from) * i) / 160).map((u) => [u, Math.max(LOW, log(u))]);
    p.area(upTo(0, Math.min(peak, 2)), 0, "lr-shrinks");
    if (peak > 2) p.area(upTo(2, peak), 0, "lr-grows");
    p.line(upTo(0, TOP), "lr-thin");
    p.line(upTo(0, peak), "lr-line", "OneCycle");
    p.line([[0, 0], [TOP, 0]], "lr-thin");
    p.dot(peak, Math.max(LOW, log(peak)), 5, "lr-dot", "OneCycle");
    p.text(1.5, -1.8, "shrinks", { look: "lr-strong" });
    if (peak > 2.8) p.text(peak, 0, "grows", { dy: 17, anchor: "end", look: "lr-strong" }); // below its area, where nothing is
  }
  function drawError(peak, size, cliff, fall) {
    const p = stage.picture("error");
    p.frame({ height: 250, x: [0, steps], y: [-30, 26], left: 40, right: 6, top: 20, bottom: 32, alt: `The error through one cycle: at most 10 to the ${number(Math.max(...size), 2)}, at the end 10 to the ${number(size.at(-1), 2)}.` });
    p.axis("y", [-30, -20, -10, 0, 10, 20], "distance to the bottom", (m) => (m ? `10${raised(m)}` : "1"));
    p.axis("x", [0, 50, 100, 150, 200], "step");
    p.line([[0, 0], [steps, 0]], "lr-thin");
    if (cliff < 25) {
      p.area([[0, cliff], [steps, cliff]], 26, "lr-ground");
      p.text(4, cliff, "no bowl here", { dy: -5 });
    }
    const seen = size.slice(0, fall < 0 ? size.length : fall + 1).map((v, t) => [t, Math.max(v, -30)]);
    p.line(seen, "lr-line", "OneCycle");
    if (size.at(-1) < -30) p.text(steps, Math.max(...seen.slice(Math.round(0.6 * steps)).map(([, v]) => v), -30), "ends below 10⁻³⁰", { dx: -4, dy: -8, anchor: "end" });
    if (fall >= 0) p.dot(fall, Math.min(26, size[fall]), 6, "lr-dot", "CyclicExponentialDecay");
  }
  const shrinks = (peak) => -F(Math.min(peak, 2));
  const grows = (peak) => (peak > 2 ? F(peak) + 2 : 0); // F(2) = -2, its lowest

  function words(peak, climb, fall, cliff) {
    if (fall >= 0) return `At step ${fall} the ball is 10${raised(cliff)} times as far out as at the start. If the bowl ends there, it never learns that the low rates were coming.`;
    if (peak <= 2) return "Below 2 nothing grows. Every rate of the cycle shrinks the distance, so the whole area is blue.";
    if (Math.abs(peak - limits["best peak"]) < 0.03) return "Here the triangle is fastest.";
    if (climb <= 1e-9) return `Orange has come in, ${number(grows(peak), 3)} against 2. The cycle still ends far below its start, and never rises above it: what the way up has won outweighs what the top loses.`;
    if (peak < 4.585) return `Still more blue than orange, so the run ends nearer than it began. But it climbs on the way, to ${number(10 ** climb, 2)} times its start. Move the second slider: how far out is your loss still a bowl?`;
    if (peak < 4.597) return "Here a hand stops: 4.59. Orange has eaten blue, 2 against 2, and the cycle ends where it began. The number has a name: 1 + 1/W(1/e).";
    return `More orange than blue: every cycle ends farther out than it began, ${number(Math.exp(F(peak) / peak), 4)} times per step on average.`;
  }
  /** What becomes of the guess where the slider stands. */
  function answer(peak, climb) {
    const guess = stage.find('input[name="guess"]:checked')?.value, limit = limits["never above the start"];
    if (!guess) return "";
    const right = guess === number(limit), mine = Math.abs(peak - guess) < 0.011;
    if (right ? mine : Math.abs(peak - limit) < 0.011) return `${right ? "As you guessed: here it is" : `You guessed ${guess}. It is here`}, at ${number(limit)}, which is 1 + e. From here on the ball comes farther out than it began. `;
    if (!mine) return "";
    return peak < limit ? `At your ${guess} the ball never leaves its start behind, but is there no higher peak? ` : `At your ${guess} it has been ${number(10 ** climb, 2)} times as far out as at the start. Come down. `;
  }
  stage.draw = (moved) => {
    if (moved === "guess") return stage.tell(answer(stage.value("peak"), 0) || "Now push the peak up, and watch how far out the ball comes.");
    const peak = stage.value("peak"), cliff = stage.value("cliff"), size = walk(peak);
    const climb = Math.max(...size), fall = cliff < 25 ? size.findIndex((v) => v > cliff) : -1;
    drawArea(peak);
    drawError(peak, size, cliff, fall);
    stage.say("shrinks", number(shrinks(peak)), shrinks(peak));
    stage.say("grows", number(grows(peak)), grows(peak));
    stage.say("factor", number(Math.exp(F(peak) / peak), 4), Math.exp(F(peak) / peak));
    const farthest = climb > 1e-9 ? `${number(10 ** climb, 2)} × the start` : "never beyond the start";
    stage.say("climb", fall < 0 ? farthest : `gone at step ${fall}`, climb);
    stage.tell((fall < 0 && answer(peak, climb)) || words(peak, climb, fall, cliff));
  };
});
