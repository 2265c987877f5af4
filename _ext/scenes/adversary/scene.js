// The resisting loss of D3: the highest of n + 1 coordinates. Its slope names one of them only.
lrlibScenes.scene("adversary", (stage) => {
  "use strict";
  const { number } = lrlibScenes;
  const n = stage.facts.updates;
  const promise = 1 / Math.sqrt(n + 1); // D = G = 1
  stage.unlinked = true; // the steps made are in no control
  let x, done, last;
  const again = () => ((x = Array(n + 1).fill(0)), (done = 0), (last = -1));
  again();

  function show() {
    const p = stage.picture("bars"), top = Math.max(...x, -promise);
    p.frame({ height: 220, x: [-0.7, n + 0.7], y: [-0.75, 0.5], left: 8, right: 8, alt: `${n + 1} coordinates; the highest is at ${number(top)}.` });
    p.line([[-0.7, -promise], [n + 0.7, -promise]], "lr-dash");
    p.text(n + 0.7, -promise, "least", { anchor: "end", dy: 15 });
    x.forEach((value, i) => {
      const ink = value >= top - 1e-12 ? "CyclicExponentialDecay" : "ExponentialDecay";
      p.line([[i, -0.75], [i, value]], "lr-pillar", ink);
      if (i === last) p.text(i, value, "answered", { anchor: "middle", dy: -8 });
    });
    p.line([[-0.7, top], [n + 0.7, top]], "lr-thin");
    p.text(-0.7, top, "the loss", { dy: -6, look: "lr-strong" });
    stage.say("left", String(n - done), n - done);
    stage.say("loss", number(top + promise), top + promise);
    stage.say("promise", number(promise), promise);
  }
  stage.draw = show;
  stage.press("again", () => {
    again();
    show();
    stage.tell("A fresh start. The straight line will not do better than its promise here either: nothing can.");
  });
  stage.press("step", () => {
    if (done === n) return stage.tell(`All ${n} steps are spent. One of the ${n + 1} bars has never been touched, and it is as high as at the start: ${number(promise)} above the least. No rates could have helped. That is the whole proof.`);
    const top = Math.max(...x);
    last = x.findLastIndex((value) => value === top);
    x[last] -= stage.value("rate");
    done += 1;
    show();
    const untouched = x.filter((value) => value === 0).length;
    stage.tell(done === n ? `Spent. ${untouched === 1 ? "One bar" : `${untouched} bars`} never moved, so the loss is where it began. Press once more to hear why.` : `The loss answered with the slope of one bar, and only that bar moved. ${untouched} bars have not been touched yet; ${n - done === 1 ? "one step is" : `${n - done} steps are`} left.`);
  });
});
