// Polyak's step: a ball that knows its height above the least, and the slope where it lies.
lrlibScenes.scene("polyak", (stage) => {
  "use strict";
  const { number } = lrlibScenes;
  const { lines, start, steps, ask } = stage.facts;
  const { rule, promise } = stage.formulas;
  const BALL = "ExponentialDecay", SLOPE = "CyclicExponentialDecay";
  const LONGEST = Number(stage.control("rate").max), FIRST = stage.control("rate").value;
  const NEAR = 0.015; // a hand that is so near to the bottom of the parabola has found it
  stage.unlinked = true; // the steps made are in no control
  let x, trail, known = false;
  const again = () => ((x = start), (trail = []));
  again();

  /** The steepest line at a place is the valley there: its height above the least, and its slope. */
  const at = (place) => lines.map(([slope, root]) => ({ slope, height: slope * (place - root) })).reduce((top, line) => (line.height > top.height ? line : top));
  const height = (place) => at(place).height;
  const best = (place) => (height(place) > 0 ? rule(height(place), at(place).slope ** 2) : 0);
  function chosen() {
    const rate = stage.value("rate");
    return Math.abs(rate - best(x)) <= NEAR ? best(x) : rate;
  }

  /** `gone` from 0 to 1 is how much of the step the ball has made. */
  function drawValley(rate, gone) {
    const p = stage.picture("valley"), here = at(x), land = x - rate * here.slope, ball = x + gone * (land - x);
    const alt = `A valley with a ball at ${number(x)}, ${number(here.height)} above the least loss. The next step ends at ${number(land)}; the tangent comes down to the least loss at ${number(x - best(x) * here.slope)}.`;
    p.frame({ height: 220, x: [-1.9, 4.35], y: [-0.55, 4.5], left: 0, right: 0, top: 2, bottom: 0, alt });
    const ground = Array.from({ length: 126 }, (_, i) => -1.9 + i / 20).map((v) => [v, height(v)]);
    p.area(ground, -0.6, "lr-ground");
    p.line(ground, "lr-line");
    p.line([[-1.9, 0], [4.35, 0]], "lr-dash");
    p.text(4.35, 0, "the least loss", { dx: -4, dy: 17, anchor: "end", look: "lr-strong" });
    trail.forEach((place) => p.ball(height, place, 5, "lr-ghost", BALL));
    if (here.height > 0) {
      const root = x - best(x) * here.slope, on = 0.14 * Math.sign(here.slope);
      p.line([[x + on, here.height + on * here.slope], [root, 0]], "lr-line", SLOPE).style.strokeWidth = 1.6;
      p.dot(root, 0, 5, "lr-ring", SLOPE);
      p.line([[x, here.height], [x, 0]], "lr-thin", BALL);
      p.line([[land, 0], [land, height(land)]], "lr-thin", BALL);
      if (rate > 0) p.arrow([x, 0], [land, 0], "lr-arrow", BALL).style.strokeWidth = 3;
      if (gone < 1) p.ball(height, land, 7, "lr-ghost", BALL);
    }
    p.ball(height, ball, 9, "lr-dot", BALL);
  }
  function drawPromise(rate) {
    const p = stage.picture("promise"), { slope, height: high } = at(x), bottom = best(x);
    const of = (v) => promise(x ** 2, v, high, slope ** 2), deep = Math.max(x ** 2 - of(bottom), 1e-9);
    const top = x ** 2 + 1.25 * deep, y = [x ** 2 - 1.3 * deep, top];
    p.frame({ height: 118, x: [0, LONGEST], y, left: 8, right: 8, top: 20, bottom: 3, alt: `The promise is a parabola in the rate; at ${number(rate)} it is ${number(of(rate))}, without a step ${number(x ** 2)}.` });
    p.text(0, top, "(distance to the lowest point)², at most", { dx: -6, dy: -7, look: "lr-axis" });
    if (high <= 0) return void p.text(LONGEST / 2, (y[0] + y[1]) / 2, "0: nothing is left to promise", { anchor: "middle" });
    p.line([[0, x ** 2], [LONGEST, x ** 2]], "lr-dash");
    p.text(0, x ** 2, `${number(x ** 2)}, as now`, { dx: 12, dy: -6 });
    p.curve((v) => (of(v) <= top ? of(v) : NaN), [0, LONGEST], "lr-line", SLOPE, 180);
    if (of(rate) > top) return void p.arrow([rate, y[0]], [rate, top], "lr-arrow", BALL);
    p.line([[rate, y[0]], [rate, of(rate)]], "lr-thin", BALL);
    p.dot(rate, of(rate), 6, "lr-dot", BALL);
    if (rate === bottom) p.text(rate, of(rate), number(of(rate)), { anchor: "middle", dy: -10, look: "lr-strong" });
  }
  function show(rate, gone = 0) {
    drawValley(rate, gone);
    drawPromise(rate);
    stage.say("height", number(height(x)), height(x));
    stage.say("distance", number(Math.abs(x)), Math.abs(x));
    stage.say("rule", known ? number(best(x)) : "?", best(x));
  }
  function words(rate) {
    const bottom = best(x);
    if (!bottom) return "The ball lies at the lowest point. Press Again, and let Polyak's rule run, or try to be there in fewer steps.";
    if (rate === bottom) return `The bottom of the parabola. And see above: the step ends just where the slope, drawn on as a straight line, comes down to the least loss. The valley is nowhere below that line, so its lowest point cannot be nearer than this. It is Polyak's rate, ${number(bottom)} here. Take the step.`;
    if (rate < bottom) return "The valley is nowhere below the straight line. So its lowest point is farther away than this step goes, and a longer one can promise more.";
    if (rate < 2 * bottom) return "Now the step goes on beyond the place where the straight line meets the least loss. The lowest point may lie behind you already, so less can be promised.";
    return "Nothing is promised any more. If the valley were as straight as the line, such a step would end on the far side, no nearer than now.";
  }
  stage.draw = (moved) => {
    const rate = chosen();
    if (moved && rate === best(x)) known = true;
    show(rate);
    if (moved) stage.tell(words(rate));
  };
  /** A step at some rate, in so many seconds; true if nobody stopped it. */
  async function step(rate, seconds) {
    const from = x, land = Number((x - rate * at(x).slope).toFixed(12));
    if (!(await stage.play(seconds, (share) => show(rate, Math.max(0, 2 * share - 1))))) return false;
    trail.push(from);
    x = land;
    return true;
  }
  stage.press("step", async () => {
    if (!best(x)) return stage.tell(words(0));
    const rate = chosen(), from = Math.abs(x), promised = Math.sqrt(promise(x ** 2, rate, height(x), at(x).slope ** 2));
    if (!(await step(rate, 0.9))) return stage.draw();
    stage.draw();
    if (!best(x)) return stage.tell(`There: the lowest point, after ${trail.length === 1 ? "one step" : `${trail.length} steps`}.`);
    stage.tell(`The lowest point was ${number(from)} away, and now it is ${number(Math.abs(x))}; ${number(promised)} at most was promised. The slope here is another, and so is the parabola. Where is its bottom now?`);
  });
  const follow = async () => {
    const rates = [];
    known = true;
    again();
    stage.tell("Each step goes as far as the straight line takes to come down to the least loss.");
    while (best(x) && rates.length < steps) {
      rates.push(best(x));
      stage.set("rate", best(x));
      if (!(await step(rates.at(-1), 1.6))) return stage.draw();
    }
    stage.draw();
    const said = rates.map((rate) => rate.toFixed(2));
    stage.tell(`After ${rates.length} steps the ball lies at the lowest point. The rates were ${said.slice(0, -1).join(", ")} and ${said.at(-1)}. They go up and down as the valley asks. Nobody has planned them, and nobody had to know how far it is.`);
  };
  stage.press("play", follow);
  stage.onPaper(follow);
  stage.press("again", () => {
    stage.stop();
    again();
    stage.set("rate", FIRST);
    stage.draw();
    stage.tell(ask);
  });
});
