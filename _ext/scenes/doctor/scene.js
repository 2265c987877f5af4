// Schedule doctor. What is shown was said by lrlib/examine.py: of the examples when the book was
// built, of the reader's own line in the page, at the click on Examine.
lrlibScenes.scene("doctor", (stage) => {
  "use strict";
  const { number } = lrlibScenes;
  const { examples } = stage.facts;
  const text = stage.find("textarea"), list = stage.find("[data-findings]");
  const some = (count, what) => `${count} ${what}${count === 1 ? "" : "s"}`;
  let found = examples[0];
  let asked = 0; // how often; an older answer is not shown

  function draw() {
    const { rates, held, updates, kind, highest, peak, last, ran } = found;
    const all = [...rates, ...held].map(([, rate]) => rate);
    const low = Math.min(0, ...all), high = Math.max(...all) || 1, end = Math.max(updates - 1, 1);
    const alt = `The learning rate of ${found.name} over ${some(updates, "update")}: from ${number(rates[0][1])}, `
      + `at most ${number(highest)} at update ${peak}, to ${number(last)} at update ${ran - 1}.`
      + (held.length ? ` Dashed, the schedule of lrlib, which holds its last rate, ${number(held.at(-1)[1])}.` : "");
    const p = stage.picture("rate");
    p.frame({ height: 190, x: [0, end], y: [low, high * 1.04], left: 58, right: 8, top: 22, bottom: 34, alt });
    p.axis("x", [0, end / 2, end].map(Math.round), "updates", (x) => x.toLocaleString("en"));
    p.axis("y", [...new Set([low, 0, high / 2, high])], "learning rate per update");
    if (held.length) p.line(held, "lr-dash");
    p.line(rates, "lr-line", kind);
    p.dot(...rates.at(-1), 4, "lr-dot", kind);
  }

  const item = (kind, words) => {
    const made = document.createElement("li");
    const name = made.appendChild(document.createElement("strong"));
    name.textContent = kind;
    made.append(`: ${words}`);
    return made;
  };
  function show(result) {
    found = result;
    const { findings, notes, last, highest, peak, updates, ran } = found;
    const wrong = findings.filter((one) => !one.remark).length, remarks = findings.length - wrong;
    stage.root.querySelectorAll("textarea, input").forEach((one) => one.removeAttribute("aria-invalid"));
    stage.say("last", `${number(last, 4)} at update ${ran - 1}`, last);
    stage.say("highest", `${number(highest, 4)} at update ${peak}`, highest);
    stage.say("schedule", found.line);
    stage.find("[data-twin]").textContent = found.held.length ? "In lrlib, held at its end:" : "The same curve in lrlib:";
    stage.find("[data-result]").hidden = false;
    list.replaceChildren(...findings.map((one) => item(one.kind, one.words)), ...notes.map((words) => item("note", words)));
    draw();
    stage.tell(`${found.name}, ${some(updates, "update")}: ${wrong ? some(wrong, "finding") : remarks ? "no error" : "nothing found"}`
      + `${remarks ? `, ${some(remarks, "remark")}` : ""}`
      + `${notes.length ? `, ${some(notes.length, "note")}` : ""}. The last rate is ${number(last, 4)}.`
      + (found.held.length ? " Dashed: the schedule of lrlib, which holds its last rate." : ""));
  }
  /** What is wrong, and where: the place is marked in the text. */
  function refuse({ words, at, to }) {
    stage.find("[data-result]").hidden = true; // what was said of another line
    const said = words.split("\n")[0]; // it is read aloud: one sentence, and no long one
    stage.tell(`Not examined: ${said.length > 200 ? `${said.slice(0, 199)}…` : said}`);
    if (to <= at) return;
    text.setAttribute("aria-invalid", "true");
    text.focus();
    text.setSelectionRange(at, to);
  }

  async function examine() {
    const mine = ++asked, nothing = "Nothing was examined.";
    const place = stage.find(".live"), button = stage.find('[data-action="examine"]');
    const lr = stage.control("lr").value ? stage.value("lr") : null;
    const task = { task: "examine", text: text.value, updates: stage.value("updates"), lr };
    stage.tell("Examining …");
    await window.lrlibLive.act(place, "work", task, button, (event) => {
      if (mine !== asked) return; // the reader has gone on to something else
      if (event.event === "examined") show(event);
      else if (event.event === "refused") refuse(event);
      else if (event.event === "failed") stage.tell(nothing);
    });
    if (place.querySelector(".live-lacking")) stage.tell(nothing); // beside it stands why
  }

  examples.forEach((example, i) => stage.press(`example-${i}`, () => {
    asked += 1;
    text.value = example.text;
    stage.control("lr").value = example.lr;
    stage.control("updates").value = example.updates;
    show(example);
  }));
  stage.press("examine", examine);
  stage.press("copy", () => stage.copy(found.line, "The line is on your clipboard."));
  stage.find("form").addEventListener("keydown", (event) => {
    const line = event.target === text;
    if (event.key !== "Enter" || !(line ? event.shiftKey || event.ctrlKey : event.target.matches("input"))) return;
    event.preventDefault();
    examine();
  });
  let shown = false;
  stage.draw = (typed) => {
    if (typed) return; // what is typed is examined at the click
    if (shown) return draw();
    shown = true;
    show(found);
  };
});
