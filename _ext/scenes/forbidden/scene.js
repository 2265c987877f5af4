// The forbidden region: mean squared error on a noisy bowl, both axes logarithmic.
lrlibScenes.scene("forbidden", (stage) => {
  "use strict";
  const { number } = lrlibScenes;
  const { steps, v0 } = stage.facts;
  const { square, least } = stage.formulas;
  let best = Infinity, name = "";
  const border = (t) => (t === 0 ? v0 : least(t));

  stage.draw = (moved) => {
    const how = stage.value("how"), lr = stage.value("lr"), rate = stage.formulas[how];
    const v = [v0];
    for (let t = 0; t < steps; t++) v.push(square(v[t], rate(t, lr)));
    const p = stage.picture("square"), log = Math.log10;
    p.frame({ height: 290, x: [0, log(steps)], y: [-3, 3], left: 44, right: 8, top: 20, bottom: 32, alt: `Mean squared error from ${v0} to ${number(v[steps])}; no schedule can end below ${number(border(steps))}.` });
    p.axis("y", [-3, -2, -1, 0, 1, 2], "mean squared distance", (m) => number(10 ** m));
    p.axis("x", [0, 1, 2, log(300)], "steps", (m) => String(Math.round(10 ** m)));
    const edge = Array.from({ length: steps }, (_, i) => [log(i + 1), log(border(i + 1))]);
    p.area(edge, -3, "lr-grows");
    p.line(edge, "lr-dash", "CyclicExponentialDecay");
    p.text(0.1, -2.4, "no schedule gets in here", { look: "lr-strong" });
    p.line(v.slice(1).map((value, i) => [log(i + 1), Math.min(3.2, log(value))]), "lr-line", "ExponentialDecay");
    const times = v[steps] / border(steps), words = stage.find("input[name=how]:checked").parentElement.textContent.trim();
    if (moved && times < best) (best = times), (name = words);
    stage.say("times", number(times), times);
    stage.say("best", Number.isFinite(best) ? `${number(best)} (${name})` : "not yet", best);
    stage.tell(
      how === "ced" ? "CED as published: the negative rates cannot lower the border, which holds for them too, and they throw away what the positive ones have learnt."
      : times < 1.35 ? `Within ${number(times)} of what is possible at all. The border itself is touched by one schedule only, the harmonic one, and that one has to know the noise and the start.`
      : how === "constant" ? "A held rate bends away from the border and goes level: it uses each new gradient to shake off the last one."
      : "The border falls like one over the number of steps. Late in the run only small rates can follow it, early only large ones.",
    );
  };
});
