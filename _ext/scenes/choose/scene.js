// Which schedule? The answers look the advice up; a link keeps them.
lrlibScenes.scene("choose", (stage) => {
  "use strict";
  const { questions, parts, frameworks, tabs, texts, curves, advice } = stage.facts;
  const names = [...questions, "framework"];
  const chosen = () => advice[questions.map((name) => stage.value(name)).join(",")];
  const given = () => chosen().map((i) => texts[i]);
  const code = () => given()[parts.length + frameworks.indexOf(stage.value("framework"))];

  /** The link that holds the answers: ?choose=known,adamw,…,PyTorch. */
  function link() {
    const url = new URL(location.href);
    url.searchParams.set("choose", names.map((name) => stage.value(name)).join(","));
    url.hash = "which-schedule";
    return url.href;
  }
  function tick(name, value) {
    for (const input of stage.root.querySelectorAll(`input[name="${name}"]`)) if (input.value === value) input.checked = true;
  }
  function restore() {
    const kept = new URLSearchParams(location.search).get("choose")?.split(",") ?? [];
    if (kept.length === names.length) names.forEach((name, i) => tick(name, kept[i]));
    else tick("framework", remembered());
  }

  /** The book's tabs remember a framework under this name; so does this choice. */
  const KEPT = "sphinx-design-tab-id-framework";
  function remembered() {
    try {
      const tab = localStorage.getItem(KEPT);
      return frameworks.find((name) => tabs[name] === tab);
    } catch {
      return undefined; // a browser that keeps nothing
    }
  }
  function remember() {
    try {
      localStorage.setItem(KEPT, tabs[stage.value("framework")]);
    } catch {
      // it is forgotten with the page
    }
  }

  /** The schedule itself: a hundred updates, the peak at 1. */
  function picture(name) {
    const rates = curves[chosen().at(-1)].map((rate, step) => [step, rate]);
    const alt = `${name}: rate against step; at its start ${rates[0][1]}, at half time ${rates[50][1]}, at the end ${rates[100][1]} of the peak.`;
    const p = stage.picture("curve").frame({ height: 140, x: [0, 100], y: [0, 1.06], left: 34, right: 22, top: 22, bottom: 34, alt });
    p.axis("x", [0, 50, 100], "updates made (%)").axis("y", [0, 1], "rate / peak");
    p.area(rates, 0, "lr-area", "WarmupStableDecay");
    p.line(rates, "lr-line", "WarmupStableDecay");
  }

  restore();
  stage.draw = (moved) => {
    const found = given();
    parts.forEach((part, i) => stage.say(part, found[i]));
    picture(found[0]);
    stage.find("[data-code]").textContent = code();
    if (moved === "framework") remember();
    if (moved) stage.tell(`The answer: ${found[0]}.`);
    if (moved && location.protocol !== "file:") history.replaceState(history.state, "", link()); // a bookmark keeps the answers
  };
  stage.press("copy", () => stage.copy(code(), "The code is on your clipboard."));
  stage.press("link", () => stage.copy(link(), "The link is on your clipboard; it opens with these answers."));
});
