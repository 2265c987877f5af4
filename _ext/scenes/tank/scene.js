// One tank of fuel: on an even slope of steepness 1 the way is the sum of the rates.
lrlibScenes.scene("tank", (stage) => {
  "use strict";
  const { number } = lrlibScenes;
  const { travel, tank, left, tied } = stage.formulas;
  const FAR = 30, TURNS = 40; // where the road ends; wheel turns in one drive
  const driven = new Set(); // with k tied or free; numbers show once the reader has guessed
  const put = (p, tag, attributes, ink) => p.put(tag, attributes, ink);

  /** One drive: its k, its steps, how far each of them gets and what is left in the tank. */
  function drive() {
    const tie = stage.value("tie"), flag = stage.value("flag");
    const k = tie ? tied(stage.value("length")) : stage.value("k");
    const steps = tie ? stage.value("length") : Math.ceil(9 / k);
    const whole = tie ? travel(steps, k) : tank(k);
    const way = (n) => Math.min(flag, travel(n, k));
    // the step at which it is there, if ever: travel rises, so halve
    let [low, high] = [0, steps];
    if (whole >= flag) while (high - low > 1) travel((low + high) >> 1, k) >= flag ? (high = (low + high) >> 1) : (low = (low + high) >> 1);
    const there = whole >= flag ? high : Infinity;
    const fuel = (n) => (tie ? whole - travel(Math.min(n, there), k) : left(Math.min(n, there), k));
    return { tie, flag, k, steps, whole, way, there, fuel };
  }

  function drawRoad(d, n, over) {
    const p = stage.picture("road"), narrow = p.holder.clientWidth < 500;
    const LEFT = narrow ? -2.4 : -1.4, at = d.way(n), level = d.fuel(n) / d.whole;
    const alt = `A cart on an even slope, ${number(at)} from its start, its tank ${number(100 * level, 2)} per cent full; a flag at ${d.flag}.`;
    p.frame({ height: narrow ? 150 : 178, x: [LEFT, FAR], y: [-0.5, 2.6], left: 0, right: 0, top: 0, bottom: 0, alt });
    const road = (x) => 1 - (0.75 * x) / FAR;
    p.area([[LEFT, road(LEFT)], [FAR, road(FAR)]], -0.5, "lr-ground");
    p.line([[LEFT, road(LEFT)], [FAR, road(FAR)]], "lr-thin");
    for (let mark = 0; mark < FAR; mark += 5) {
      p.line([[mark, road(mark)], [mark, road(mark) - 0.1]], "lr-thin");
      p.text(mark, road(mark), mark ? String(mark) : "start", { dy: 24, anchor: "middle", look: "lr-tick" });
    }
    if (over && d.there === Infinity) {
      p.line([[d.whole, road(d.whole)], [d.whole, road(d.whole) + 1.35]], "lr-dash", "ExponentialDecay");
      const short = d.whole > FAR - 6;
      p.text(d.whole, road(d.whole) + 1.35, d.tie ? "end of the run" : "empty", { dy: -4, anchor: short ? "end" : "middle", look: "lr-strong", ink: "ExponentialDecay" });
    }
    // the flag
    const [fx, fy] = [p.X(d.flag), p.Y(road(d.flag))];
    put(p, "path", { d: `M${fx} ${fy}v-62`, class: "lr-line" });
    put(p, "path", { d: `M${fx} ${fy - 62}l19 8l-19 8z`, class: "lr-dot" }, "CyclicExponentialDecay");
    // the cart: two wheels, a tank that empties
    const [x, y] = [p.X(at), p.Y(road(at))], r = 7, turn = (TURNS * n) / d.steps;
    const [w, h] = [34, 26], top = y - 2 * r - h - 1;
    put(p, "rect", { x: x - w / 2, y: top, width: w, height: h, rx: 4, class: "lr-tank" }, "ExponentialDecay");
    const full = (h - 4) * Math.max(0, Math.min(1, level));
    put(p, "rect", { x: x - w / 2 + 2, y: top + h - 2 - full, width: w - 4, height: full, rx: 2, class: "lr-fuel" }, "ExponentialDecay");
    put(p, "path", { d: `M${x - 21} ${y - 2 * r}h42`, class: "lr-line" });
    for (const side of [-12, 12]) {
      const spin = over && d.there === Infinity && !stage.still ? "lr-wheel lr-turns" : "lr-wheel";
      const wheel = put(p, "g", { class: spin });
      const [cx, cy] = [x + side, y - r], a = turn * 2 * Math.PI;
      const rim = put(p, "circle", { cx, cy, r, class: "lr-tank" });
      const arm = [Math.cos(a) * r, Math.sin(a) * r];
      const spokes = put(p, "path", { d: `M${cx - arm[0]} ${cy - arm[1]}L${cx + arm[0]} ${cy + arm[1]}M${cx + arm[1]} ${cy - arm[0]}L${cx - arm[1]} ${cy + arm[0]}`, class: "lr-thin" });
      wheel.append(rim, spokes);
    }
  }

  /** The loss as far as it was seen; `wide` from 0 to 1 opens the frame to where the flag is. */
  function drawLoss(d, n, wide) {
    const p = stage.picture("loss"), end = d.way(d.steps);
    const floor = (1 - wide) * (d.flag - 1.06 * end) + wide * -0.06 * d.flag;
    const alt = `The loss falls and flattens out${wide === 1 ? `, ${number(d.flag - end)} above the loss at the flag` : ""}.`;
    p.frame({ height: 158, x: [0, d.steps], y: [Math.min(floor, d.flag - 1.06 * end), d.flag * 1.02], left: 8, right: 8, top: 20, bottom: 32, alt });
    p.axis("x", [0, d.steps / 2, d.steps].map(Math.round), "steps");
    p.text(0, d.flag * 1.02, "the loss, as you would see it", { dy: -7, dx: -6, look: "lr-axis" });
    if (wide > 0) {
      p.line([[0, 0], [d.steps, 0]], "lr-dash", "CyclicExponentialDecay");
      if (wide === 1) p.text(0, 0, "loss at the flag", { dy: -6, dx: 6, ink: "CyclicExponentialDecay" });
    }
    const many = 160;
    const points = Array.from({ length: many + 1 }, (_, i) => (n * i) / many).map((t) => [t, d.flag - d.way(t)]);
    p.line(points, "lr-line", "ExponentialDecay");
    p.dot(n, d.flag - d.way(n), 5, "lr-dot", "ExponentialDecay");
  }

  function verdict(d) {
    const short = number(d.flag - d.whole, 2);
    if (d.tie) {
      const length = number(d.steps, 5);
      return d.there === Infinity
        ? `In ${length} steps it gets to ${number(d.whole)}, ${short} short. But now there is something to be done about it: make the run longer, and the tank grows with it.`
        : `Arrived at step ${number(d.there, 5)} of ${length}. Move the flag away until the cart stops short, then make the run longer: its tank grows with it, and no flag is out of reach.`;
    }
    if (d.there < Infinity) return `Arrived at step ${d.there}, with ${number(d.fuel(d.there), 2)} left in the tank. The flag was near enough. Move it away, a little at a time.`;
    return `Stopped ${short} short, wheels still turning: every rate is above zero, and all that are left add up to nothing worth mentioning. The loss curve is as flat as if it had arrived. More steps change nothing.`;
  }
  function show(d, n, wide, over) {
    drawRoad(d, n, over);
    drawLoss(d, n, wide);
    if (!driven.has(d.tie)) return;
    stage.say("tank", number(d.whole), d.whole);
    stage.say("stops", number(Math.min(d.whole, d.flag)), Math.min(d.whole, d.flag));
    stage.say("fuel", number(d.fuel(n), 2), d.fuel(n));
  }
  stage.draw = (moved) => {
    const tie = stage.value("tie");
    stage.control("k").closest("p").hidden = tie;
    stage.control("length").closest("p").hidden = !tie;
    show(drive(), 0, 0, false);
    if (!driven.has(tie)) for (const name of ["tank", "stops", "fuel"]) stage.say(name, "?");
    if (moved === "tie") stage.tell(tie ? "Now k follows the length of the run: the rate ends at the first one divided by the number of steps. How far will one tank take it? Drive. Then move the flag away and make the run longer." : "Now k is what you set, and the run may last for ever.");
  };
  stage.press("run", async () => {
    const d = drive();
    const whole = await stage.play(6, (share) => {
      const wide = d.there === Infinity ? Math.max(0, (share - 0.8) / 0.2) : Math.min(1, share * 5);
      show(d, Math.min(1, share / 0.72) * d.steps, wide, share >= 0.72);
      if (share > 0.5 && share < 0.8 && d.there === Infinity) stage.tell("Flat. Nothing has moved for a long while. Has it arrived?");
    });
    if (!whole) return;
    driven.add(d.tie);
    show(d, d.steps, 1, true);
    stage.tell(verdict(d));
  });
});
