// Will it survive? Each update multiplies the distance to the bottom by 1 - rate × curvature.
lrlibScenes.scene("survive", (stage) => {
  "use strict";
  const { steps, limits, inks, ask } = stage.facts;
  const lanes = Object.keys(limits);
  const { number, raised } = lrlibScenes;
  let flags = false; // planted once the reader has let go

  /** Where a ball is after each step: its side, and ln10 of its distance. */
  function run(lane, peak) {
    const rates = [], side = [1], size = [0];
    for (let t = 0; t < steps; t++) {
      const rate = stage.formulas[lane](t, peak), factor = 1 - rate;
      rates.push(rate);
      side.push(side[t] * Math.sign(factor) || side[t]);
      size.push(size[t] + Math.log10(Math.abs(factor)));
    }
    return { rates, side, size, climb: Math.max(...size) };
  }
  const runs = () => Object.fromEntries(lanes.map((lane) => [lane, run(lane, stage.value("peak"))]));

  // A bowl whose width counts powers of ten: the start half way up, 10⁴ times as far at the rim.
  const place = (size) => Math.max(0.012, 0.5 + size / 9);
  const words = (size) => (size > 4 || size < -3 ? `10${raised(Math.round(size))}` : number(10 ** size, 2));

  /** The run as columns of time, orange or blue by what a step there does, the stronger the more. */
  function drawTime(p, rates) {
    const [from, to, levels] = [p.X(0), p.X(steps), {}];
    for (let x = from; x < to; x += 2) {
      const factor = Math.abs(1 - rates[Math.floor(((x - from) / (to - from)) * steps)]);
      if (factor === 1) continue; // it neither grows nor shrinks
      const look = factor > 1 ? "lr-grows" : "lr-shrinks", level = Math.min(9, Math.ceil(4.5 * Math.abs(Math.log(factor))));
      ((levels[look] ??= {})[level] ??= []).push(`M${x} ${p.top}h${Math.min(2, to - x)}V${p.height - p.bottom}h${-Math.min(2, to - x)}z`);
    }
    for (const look of ["lr-grows", "lr-shrinks"]) for (const level in levels[look]) {
      const column = p.put("path", { d: levels[look][level].join(""), class: look, "shape-rendering": "crispEdges" });
      column.style.opacity = 0.08 + 0.09 * level;
    }
  }
  function drawRate(lane, { rates }, step) {
    const p = stage.picture(`rate-${lane}`), long = number(100 * rates.filter((rate) => rate > 2).length / steps, 2);
    const alt = `The rate of ${lane} over the run, times the curvature. For ${long}\u00a0% of the steps it is above 2: orange, as each of them grows the distance.`;
    p.frame({ height: p.holder.clientWidth < 150 ? 44 : 66, x: [0, steps], y: [0, 5.6], left: 7, right: 15, top: 2, bottom: 7, alt });
    drawTime(p, rates);
    p.line([[0, 2], [steps, 2]], "lr-dash");
    const points = rates.map((rate, t) => [t, rate]), rim = p.line(points, "lr-line").style;
    Object.assign(rim, { stroke: "var(--pst-color-surface)", strokeWidth: 5 }); // so that no colour behind it hides it
    p.line(points, "lr-line", inks[lane]);
    p.text(steps, 2, "2", { dx: 4, dy: 4 });
    if (step !== undefined) p.dot(step, rates[Math.min(step, steps - 1)], 5, "lr-dot", inks[lane]);
  }
  function drawBowl(lane, { side, size }, step) {
    const p = stage.picture(`bowl-${lane}`);
    const alt = `A bowl with a ball, after ${step} steps at ${words(size[step])} times its first distance.`;
    const narrow = p.holder.clientWidth < 150;
    p.frame({ height: narrow ? 84 : 128, x: [-1.12, 1.12], y: [-0.1, 1.12], top: 8, alt });
    const bowl = (x) => x * x;
    const wall = Array.from({ length: 81 }, (_, i) => [-1.06 + (2.12 * i) / 80, bowl(-1.06 + (2.12 * i) / 80)]);
    p.area(wall, -0.2, "lr-ground");
    p.line(wall, "lr-thin");
    p.line([[-0.5, 0.25], [-0.5, 0.12]], "lr-thin");
    p.line([[0.5, 0.25], [0.5, 0.12]], "lr-thin");
    if (lane === lanes[0] && !narrow) p.text(0.5, 0.12, "start", { anchor: "middle", dy: 12, look: "lr-tick" });
    for (let i = Math.max(0, step - 9); i < step; i++) {
      const x = side[i] * place(size[i]);
      if (Math.abs(x) <= 1.06) p.ball(bowl, x, 4, "lr-ghost", inks[lane]);
    }
    const x = side[step] * Math.min(1.04, place(size[step]));
    if (place(size[step]) > 1.06) {
      const out = Math.sign(x);
      p.arrow([0.8 * out, 0.88], [1.02 * out, 1.08], "lr-arrow", inks[lane]);
    } else p.ball(bowl, x, narrow ? 7 : 9, "lr-dot", inks[lane]);
  }
  // Under the slider: its scale, and, once the reader has let go, a flag for each limit.
  function drawFlags() {
    const p = stage.picture("flags");
    const [low, high] = [Number(stage.control("peak").min), Number(stage.control("peak").max)];
    const right = p.holder.clientWidth - stage.control("peak").offsetWidth + 8;
    const alt = flags ? "Flags under the slider at 2 (constant), 4 (cosine) and 4.591 (triangle)." : "The scale of the slider.";
    p.frame({ height: 26, x: [low, high], y: [0, 1], left: 8, right, top: 0, bottom: 0, alt });
    const short = { constant: "2", cosine: "4", triangle: "4.591" };
    for (const mark of flags ? [1, 3] : [1, 2, 3, 4, 5]) p.text(mark, 0.35, String(mark), { anchor: "middle", look: "lr-tick" });
    if (!flags) return;
    for (const lane of lanes) {
      const x = limits[lane], back = lane === "cosine" ? -1 : 1;
      p.line([[x, 0], [x, 1]], "lr-line", inks[lane]);
      p.put("path", { d: `M${p.X(x)} ${p.Y(1)}l${11 * back} 4l${-11 * back} 4z`, class: "lr-dot" }, inks[lane]);
      p.text(x, 0.3, short[lane], { dx: 5 * back, anchor: back < 0 ? "end" : "start", look: "lr-strong", ink: inks[lane] });
    }
  }

  const survived = ({ size }) => size.at(-1) < -1e-9;
  function verdict(all) {
    const peak = stage.value("peak"), held = number(peak - 1, 3);
    const guesses = lanes.filter((lane) => stage.value(`guess-${lane}`) === survived(all[lane])).length;
    const asked = lanes.some((lane) => stage.value(`guess-${lane}`));
    const score = !asked ? "" : ["None of your guesses held.", "One guess of three held.", "Two guesses of three held.", "All three guesses held."][guesses];
    const least = Math.min(...lanes.map((lane) => all[lane].size.at(-1)));
    const aside = least < -12 ? ` (${words(least)} × as far from the bottom as at the start: for all purposes, there.)` : "";
    const far = `10${raised(Math.round(all.triangle.climb))}`;
    if (peak < 2) return `${score} Below 2 every step shrinks the distance, so everybody comes home. Go higher.${aside}`;
    if (peak === 2) return `${score} At exactly 2 the constant rate mirrors: from side to side for ever. Its flag stands there.`;
    if (peak < 4) return `${score} Held constant, the rate throws the ball ${held} times as far at every step. The others only visit such rates, and win back what they lose there while rate times curvature is near 1, where a step shrinks most.${aside}`;
    if (peak === 4) return `${score} At exactly 4 the cosine wins back what it loses, except for its first step, which throws the ball ${held} times as far out. There it ends, and its flag stands at 4.`;
    if (peak < 4.591) return `${score} The cosine lingers near its peak, the triangle gives every rate the same time. Mind the price: on its way the triangle's ball was ${far} times as far out as at the start.`;
    return `${score} Beyond 4.591 the triangle too throws farther than it brings back. Why 4.591? That number has a name; a chapter tells it.`;
  }

  function show(all, step) {
    for (const lane of lanes) {
      drawRate(lane, all[lane], step || undefined);
      drawBowl(lane, all[lane], step);
      stage.say(lane, step ? `${words(all[lane].size[step])} × as far` : " ", all[lane].size[step]);
    }
  }
  stage.draw = (moved) => {
    if (moved?.startsWith("guess-")) return;
    show(runs(), 0);
    drawFlags();
    if (moved) stage.tell(ask);
  };
  stage.press("run", async () => {
    const all = runs();
    const whole = await stage.play(6, (share) => show(all, Math.round(share ** 1.8 * steps))); // slowly at first, when most is seen
    if (!whole) return;
    for (const lane of lanes) {
      const end = all[lane].size.at(-1);
      stage.say(lane, `${survived(all[lane]) ? "✓" : "✗"} ${words(end)} × as far`, end);
    }
    flags = true;
    drawFlags();
    stage.tell(verdict(all));
  });
});
