// Noise on: x ← x - lr·(x + noise), curvature and noise of size 1, for many balls at once.
lrlibScenes.scene("dance", (stage) => {
  "use strict";
  const { number, dice, normal } = lrlibScenes;
  const { steps, balls, start } = stage.facts;
  let ran = false, guessed = "", about = "";
  const rate = (t) => (stage.value("how") === "held" ? stage.value("lr") : stage.formulas.linear(t, stage.value("lr")));

  function run() {
    const noise = normal(dice(1)), theory = [start ** 2], measured = [start ** 2], cloud = [Array(balls).fill(start)];
    for (let t = 0; t < steps; t++) {
      const lr = rate(t);
      cloud.push(cloud[t].map((x) => x - lr * (x + noise())));
      theory.push(stage.formulas.square(theory[t], lr));
      measured.push(cloud[t + 1].reduce((sum, x) => sum + x * x, 0) / balls);
    }
    return { cloud, theory, measured };
  }
  const bowl = (x) => x * x / 2;
  function show({ cloud, theory, measured }, step) {
    const p = stage.picture("bowl");
    p.frame({ height: 220, x: [-3.4, 3.4], y: [-0.45, 5.2], alt: `Many balls in a bowl, on average ${number(Math.sqrt(measured[step]), 2)} from the bottom.` });
    const wall = Array.from({ length: 81 }, (_, i) => -3.3 + (6.6 * i) / 80).map((v) => [v, bowl(v)]);
    p.area(wall, -2, "lr-ground");
    p.line(wall, "lr-thin");
    for (const x of cloud[step]) if (Math.abs(x) < 3.3) p.ball(bowl, x, 3, "lr-ghost", "ExponentialDecay");
    const width = Math.sqrt(theory[step]);
    if (step && width < 3.2) for (const side of [-1, 1]) p.line([[side * width, bowl(width)], [side * width, bowl(width) + 1]], "lr-dash", "CyclicExponentialDecay");
    const q = stage.picture("square");
    q.frame({ height: 220, x: [0, steps], y: [-3.2, 1.5], left: 44, right: 8, top: 20, bottom: 32, alt: step ? `Mean squared distance against steps: from ${start ** 2} to ${number(measured[step], 2)}; in theory ${number(theory[step], 2)}.` : "No run yet: axes of the mean squared distance against steps." });
    q.axis("y", [-3, -2, -1, 0, 1], "mean squared distance", (m) => number(10 ** m));
    q.axis("x", [0, 50, 100, 150, 200], "steps");
    q.line(theory.slice(0, step + 1).map((v, t) => [t, Math.log10(v)]), "lr-dash", "CyclicExponentialDecay");
    q.line(measured.slice(0, step + 1).map((v, t) => [t, Math.log10(v)]), "lr-line", "ExponentialDecay");
  }
  /** Whether the guess held, for the kind of rate that it was made for. */
  function answer({ theory }) {
    if (!guessed || stage.value("how") !== about || (about === "linear" && theory.at(-1) > 0.5)) return ""; // or they are still on their way
    const right = stage.value("how") === "held" ? "never" : "near", ends = { bottom: "at the bottom", near: "near it", never: "never" };
    return guessed === right ? `As you guessed: ${ends[right]}. ` : `You guessed: ${ends[guessed]}. But no: ${ends[right]}. `;
  }
  function words({ theory }) {
    const lr = stage.value("lr");
    if (stage.value("how") === "linear") return "Lower the rate, and the dance dies down with it: large steps first, to get there, small ones last, to average the noise away. On a smooth bowl, that is all that decay is for.";
    if (lr < 0.06) return "A small rate averages over many gradients, so the balls lie close to the bottom. But look how long they needed, if they are there at all.";
    return `The balls never rest. They arrive fast and then dance at a mean squared distance of ${number(theory.at(-1), 3)}, for ever: the larger the rate, the wider the dance.`;
  }
  stage.draw = (moved) => {
    const all = run(), ready = ran && !stage.playing; // before they are let go nothing is given away
    show(all, ready ? steps : 0);
    for (const name of ["measured", "theory"]) stage.say(name, ready ? number(all[name][steps], 2) : "?", ready ? all[name][steps] : "");
    if (ready && moved !== "guess") stage.tell(answer(all) + words(all));
    else if (moved === "guess") stage.tell("Now let them go, and see where they settle.");
  };
  stage.press("run", async () => {
    const all = run();
    ran = true;
    (guessed = stage.find('input[name="guess"]:checked')?.value ?? ""), (about = stage.value("how"));
    if (await stage.play(5, (share) => show(all, Math.round(share * steps)))) stage.draw();
  });
});
