// One bowl, one rate. The bowl has curvature 1, so the slider is rate × curvature.
lrlibScenes.scene("bowl", (stage) => {
  "use strict";
  const { loss, slope, next } = stage.formulas;
  const { number } = lrlibScenes;
  const HOPS = 12, LONG = 40, WIDE = 1.55;
  const seen = new Set(); // where the slider has been: these places have their names

  function path(u, steps) {
    const x = [stage.facts.start];
    while (x.length <= steps) x.push(next(x.at(-1), u));
    return x;
  }
  /** What a rate does, as a word and as a sentence. */
  function zone(u) {
    const left = number(Math.abs(1 - u), 2);
    if (u === 1) return ["one step", "One step. The rate is exactly one over the curvature, the slope points straight at the bottom, and the stride fits. No other rate does this, and no other bowl has this rate."];
    if (u === 2) return ["mirror", "Mirror. Every step lands at the same height on the other side. The run swings for ever and learns nothing: the border is here."];
    if (u < 0.35) return ["creeping", `Creeping. Each step goes ${number(100 * u, 2)} per cent of the way that is left, so the steps shrink with the distance. It will arrive, in its own good time.`];
    if (u < 1) return ["walking", `Walking. Each step leaves ${left} of the distance, on the same side.`];
    if (u < 2) return ["ringing", `Ringing. Each step overshoots and lands on the other side, at ${left} of the distance. It converges, though the loss curve of a network that does this looks restless.`];
    return ["away", `Away. Each step lands ${left} times as far out as the last. The slope out there is steeper, so the next step is longer still: this is how a loss becomes NaN.`];
  }

  /** Steps until a thousandth of the distance is left. */
  function needed(u) {
    const size = Math.abs(1 - u);
    return size >= 1 ? Infinity : size === 0 ? 1 : Math.ceil(Math.log(1e-3) / Math.log(size));
  }
  /** What the reader guessed, once the slider stands where the guess is about. */
  function answer(u) {
    const chosen = stage.find('input[name="guess"]:checked'), { guess, beside } = stage.facts;
    if (!chosen || u !== guess) return "";
    const [here, there] = [needed(guess), needed(beside)];
    const right = here === Infinity ? "never" : here > there ? "later" : here < there ? "sooner" : "same";
    const said = chosen.value === right ? "As you guessed. " : `You guessed: it ${chosen.parentElement.textContent.trim()}. See. `;
    return `${said}${here} steps here, and ${there} at ${beside}: a step leaves as much of the distance, only on the other side. `;
  }

  function drawBowl(u, upTo) {
    const p = stage.picture("bowl"), x = path(u, HOPS);
    const alt = `A parabola with a ball at ${number(x[0])}; at rate ${u} it moves to ${x.slice(1, 5).map((v) => number(v, 2)).join(", ")}.`;
    p.frame({ height: 210, x: [-WIDE, WIDE], y: [-0.12, 1.2], bottom: 6, alt });
    const wall = Array.from({ length: 81 }, (_, i) => -WIDE + (2 * WIDE * i) / 80).map((v) => [v, loss(v)]);
    p.area(wall, -0.2, "lr-ground");
    p.line(wall, "lr-thin");
    for (let t = 0; t < upTo; t++) {
      if (Math.abs(x[t]) > WIDE) break;
      const [a, b] = [x[t], x[t + 1]], top = Math.max(loss(a), loss(b)) + 0.1 + 0.12 * Math.abs(a - b);
      const d = `M${p.X(a)} ${p.Y(loss(a) + 0.05)}Q${p.X((a + b) / 2)} ${p.Y(top)} ${p.X(b)} ${p.Y(loss(b) + 0.05)}`;
      p.put("path", { d, class: "lr-thin" }, "ExponentialDecay");
      p.ball(loss, a, 5, "lr-ghost", "ExponentialDecay");
    }
    const now = x[upTo];
    if (Math.abs(now) <= WIDE) p.ball(loss, now, 10, "lr-dot", "ExponentialDecay");
    else p.text(Math.sign(now) * WIDE, 1.06, "gone", { anchor: now > 0 ? "end" : "start", look: "lr-strong", ink: "CyclicExponentialDecay" });
    if (upTo === 0) {
      const h = 0.28;
      p.arrow([x[0], loss(x[0])], [x[0] - h, loss(x[0]) - h * slope(x[0])], "lr-arrow", "CyclicExponentialDecay");
      p.text(x[0] - h, loss(x[0]) - h * slope(x[0]), "slope", { dx: -6, dy: 4, anchor: "end", ink: "CyclicExponentialDecay" });
    }
  }
  function drawError(u, upTo) {
    const p = stage.picture("error"), logs = path(u, LONG).map((v) => Math.log10(Math.abs(v)));
    const alt = `Distance against steps on a logarithmic axis: a straight line from 1 to ${number(10 ** Math.max(-99, logs[LONG]), 2)} after ${LONG} steps.`;
    p.frame({ height: 210, x: [0, LONG], y: [-6.3, 2.3], left: 40, right: 8, top: 20, bottom: 32, alt });
    p.axis("y", [-6, -4, -2, 0, 2], "distance to the bottom", (m) => (m ? number(10 ** m) : "1"));
    p.axis("x", [0, 10, 20, 30, 40], "steps");
    p.line(logs.map((v, t) => [t, Math.max(v, -6.25)]), "lr-line", "ExponentialDecay");
    if (upTo < HOPS) p.dot(upTo, Math.max(-6.3, Math.min(2.3, logs[upTo])), 5, "lr-dot", "ExponentialDecay");
  }
  function drawZones(u) {
    const p = stage.picture("zones"), input = stage.control("u"), here = zone(u)[0].replace("walking", "creeping");
    if (!stage.printing) seen.add(here);
    p.frame({ height: 34, x: [Number(input.min), Number(input.max)], y: [0, 1], left: 8, right: 8, top: 0, bottom: 0, alt: `The scale of the slider, with marks at 1 and 2. Seen so far: ${[...seen].join(", ")}.` });
    for (const [at, name, anchor] of [[0.05, "creeping", "start"], [1, "one step", "middle"], [1.5, "ringing", "middle"], [2, "mirror", "middle"], [2.4, "away", "end"]]) {
      if (seen.has(name) || stage.printing) p.text(at, 0.12, name, { anchor, look: name === here ? "lr-strong" : "lr-tick" });
      if (anchor === "middle" && name !== "ringing") p.line([[at, 0.62], [at, 1]], "lr-thin"), p.text(at, 0.62, String(at), { dx: 4, look: "lr-tick" });
    }
  }
  function show(u, upTo) {
    drawBowl(u, upTo);
    drawError(u, upTo);
    drawZones(u);
    const steps = needed(u);
    stage.say("factor", number(1 - u, 3), 1 - u);
    stage.say("steps", steps === Infinity ? "never" : steps === 1 ? "1 step" : `${steps} steps`, steps);
    stage.control("u").setAttribute("aria-valuetext", `${number(u)}, ${zone(u)[0]}`);
    stage.tell(answer(u) || zone(u)[1]);
  }
  stage.draw = (moved) => {
    const u = stage.value("u");
    if (moved === "guess") return stage.tell(answer(u) || `Now move the slider to ${stage.facts.guess}, and see.`);
    show(u, moved || stage.drawn ? HOPS : 0);
  };
  stage.press("run", () => {
    const u = stage.value("u");
    stage.drawn = true;
    stage.play(5, (share) => show(u, Math.round(share * HOPS)));
  });
});
