// Loss against peak for two shapes: the tuning curves of the lab, both axes logarithmic.
lrlibScenes.scene("peaks", (stage) => {
  "use strict";
  const { cells, labels } = stage.facts;
  const { number } = lrlibScenes;

  /** Round marks between two numbers: 1, 2 and 5 times powers of ten, or all if they are few. */
  function marks(low, high) {
    const found = [];
    for (let e = Math.floor(Math.log10(low)); e <= Math.log10(high); e++)
      for (const m of [1, 2, 5]) if (m * 10 ** e >= low * 0.999 && m * 10 ** e <= high * 1.001) found.push(m * 10 ** e);
    return found.length > 1 ? found : [low, high].map((x) => Number(x.toPrecision(2)));
  }
  const least = (points) => points.reduce((a, b) => (b[1] < a[1] ? b : a));

  stage.draw = () => {
    const cell = cells[stage.value("cell")];
    const shown = [...new Set([stage.value("one"), stage.value("other")])].filter((entry) => cell.curves[entry]);
    const p = stage.picture("loss");
    if (!shown.length) {
      p.frame({ height: 60, x: [0, 1], y: [0, 1], alt: "Nothing to draw." });
      return stage.tell("Neither shape was run there. Choose another one.");
    }
    // null: not run there, or not finite
    const tried = (loss, i) => (loss === null ? [] : [[cell.rates[i], loss]]);
    const curves = shown.map((entry) => cell.curves[entry].flatMap(tried));
    const all = curves.flat(), floor = Math.min(...all.map(([, y]) => y));
    const cap = Math.max(...curves.map((points) => least(points)[1])) * 2.5;
    const seen = all.filter(([, y]) => y <= cap);
    const [x0, x1] = [Math.min(...seen.map(([x]) => x)), Math.max(...seen.map(([x]) => x))];
    const top = Math.max(...seen.map(([, y]) => y)), log = Math.log10;
    const bottom = floor * (floor / top) ** 0.14; // room for the name below the lowest dot
    const best = curves.map(least);
    const told = shown.map((entry, i) => `${labels[entry][0]}: least ${number(best[i][1], 4)} at a peak of ${number(best[i][0])}`).join("; ");
    p.frame({ height: 300, x: [log(x0), log(x1)], y: [log(bottom), log(top * 1.02)], left: 46, right: 14, top: 26, bottom: 38, alt: `Mean validation loss against peak. ${told}.` });
    p.axis("x", marks(x0, x1).map(log), "peak rate", (v) => number(10 ** v, 2));
    p.axis("y", marks(bottom, top * 0.96).map(log), cell.unit, (v) => number(10 ** v, 2));
    shown.forEach((entry, i) => {
      const ink = labels[entry][1], points = curves[i].filter(([, y]) => y <= cap).map(([x, y]) => [log(x), log(y)]);
      p.line(points, i ? "lr-dash" : "lr-line", ink);
      points.forEach(([x, y]) => p.dot(x, y, 3, "lr-dot", ink));
      const [x, y] = [log(best[i][0]), log(best[i][1])];
      p.dot(x, y, 6, "lr-dot", ink);
      p.text(x, y, labels[entry][0], { dy: i ? -12 : 20, anchor: x > (log(x0) + log(x1)) / 2 ? "end" : "start", ink });
    });
    stage.tell(`On ${cell.words}: ${told}. Mean over the tuning seeds, at the peaks that were tried.`);
  };
});
