// Schedule doctor. What is shown was said by lrlib/examine.py: of the examples when the book was
// built, of the reader's own line in the page, at the click on Examine.
lrlibScenes.scene("doctor", (stage) => {
  "use strict";
  const { number } = lrlibScenes;
  const { examples } = stage.facts;
  const text = stage.find("textarea"), missing = stage.find("[data-missing]");
  const first = stage.find("[data-above]"), wrongs = stage.find("[data-wrong]"), more = stage.find("[data-more]");
  const repair = stage.find('[data-action="copy-repaired"]');
  const typed = new Map(); // what the reader has said of numbers that are not in the text
  const some = (count, what) => `${count} ${what}${count === 1 ? "" : "s"}`;
  let found = examples[0];
  let asked = 0; // how often; an older answer is not shown

  function draw() {
    const { rates, held, updates, kind, highest, peak, last, ran } = found;
    const all = [...rates, ...held].map(([, rate]) => rate);
    const low = Math.min(0, ...all), high = Math.max(...all) || 1, end = Math.max(updates - 1, 1);
    const alt = `The learning rate of ${found.name} over ${some(updates, "update")}: from ${number(rates[0][1])}, `
      + `at most ${number(highest)} at update ${peak}, to ${number(last)} at update ${ran - 1}.`
      + (held.length ? ` Dashed, the schedule of lrlib, ${found.dashed}; its last is ${number(held.at(-1)[1])}.` : "");
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
  const COUNTS = ["No", "One", "Two", "Three", "Four", "Five"];
  const counted = (count, what) => `${COUNTS[count] ?? count} ${what}${count === 1 ? "" : "s"}`;

  /** A field for each number that the text needs and has not. */
  function ask(names) {
    missing.hidden = !names.length;
    missing.replaceChildren(...names.map((name, i) => {
      const place = document.createElement("p"), label = document.createElement("label");
      const input = document.createElement("input");
      place.className = "lr-typed";
      if (name === "updates_per_epoch") label.textContent = "updates per epoch";
      else label.appendChild(document.createElement("code")).textContent = name;
      Object.assign(input, { type: "number", step: "any", id: `doctor-asks-${i}`, value: typed.get(name) ?? "" });
      input.dataset.ask = name;
      input.addEventListener("input", () => typed.set(name, input.value));
      label.htmlFor = input.id;
      place.append(label, input);
      return place;
    }));
  }
  /** The box is as high as its text, up to a point. */
  function grow() {
    if (CSS.supports("field-sizing", "content")) return; // doctor.css does it
    text.style.height = "auto";
    text.style.height = `${text.scrollHeight + 2}px`;
  }
  text.addEventListener("input", grow);

  function show(result) {
    found = result;
    grow();
    const { findings, notes, above, last, highest, peak, updates, ran } = found;
    const errors = findings.filter((one) => !one.remark), minor = findings.filter((one) => one.remark);
    const wrong = errors.length, remarks = minor.length;
    stage.root.querySelectorAll("textarea, input").forEach((one) => one.removeAttribute("aria-invalid"));
    stage.say("last", `${number(last, 4)} at update ${ran - 1}`, last);
    stage.say("highest", `${number(highest, 4)} at update ${peak}`, highest);
    stage.say("schedule", found.line);
    stage.find("[data-twin]").textContent = found.twin;
    stage.say("repaired", found.repaired);
    stage.find("[data-repaired] span").textContent = `The same shape in these ${updates.toLocaleString("en")} updates:`;
    for (const part of [stage.find("[data-repaired]"), repair]) part.hidden = !found.repaired;
    stage.find("[data-result]").hidden = false;
    stage.find("[data-result]").removeAttribute("aria-busy");
    stage.control("updates").value = updates; // a text may say itself how many
    const length = `${updates.toLocaleString("en")} update${updates === 1 ? "" : "s"}`;
    stage.find("[data-verdict]").textContent = `${counted(wrong, "finding")} in ${length}.`;
    first.replaceChildren(...above.map((words) => item("note", words))); // without which the verdict misleads
    wrongs.replaceChildren(...errors.map((one) => item(one.kind, one.words)));
    const folded = notes.filter((words) => !above.includes(words));
    const beside = [...minor.map((one) => item(one.kind, one.words)), ...folded.map((words) => item("note", words))];
    more.hidden = !beside.length;
    more.open = beside.length === 1; // more are folded
    more.querySelector("summary").textContent = `${counted(beside.length, "thing")} to know`;
    more.querySelector("ul").replaceChildren(...beside);
    draw();
    stage.tell(`${found.name}, ${some(updates, "update")}: ${wrong ? some(wrong, "finding") : "no finding"}`
      + `${remarks ? `, ${some(remarks, "remark")}` : ""}`
      + `${notes.length ? `, ${some(notes.length, "note")}` : ""}. The last rate is ${number(last, 4)}.`
      + (found.held.length ? ` Dashed: the schedule of lrlib, ${found.dashed}.` : ""));
  }
  /** What is wrong, and where: the place is marked in the text. */
  function refuse({ words, at, to, asks }) {
    stage.find("[data-result]").hidden = true; // what was said of another line
    const said = words.split("\n")[0]; // it is read aloud: one sentence, and no long one
    const fields = !asks?.length ? "" : asks.length > 1 ? ". Fields for such numbers are below the text." : ". A field for it is below the text.";
    stage.tell(`Not examined: ${said.length > 200 ? `${said.slice(0, 199)}…` : said}${fields}`);
    ask(asks ?? []);
    if (to <= at) return;
    text.setAttribute("aria-invalid", "true");
    const empty = asks && [...missing.querySelectorAll("input")].find((one) => one.value === "");
    (empty || text).focus();
    text.setSelectionRange(at, to);
  }

  async function examine() {
    const mine = ++asked;
    const place = stage.find(".live"), button = stage.find('[data-action="examine"]');
    const lr = stage.control("lr").value ? stage.value("lr") : null;
    const fields = [...missing.querySelectorAll("input")].filter((one) => one.value !== "");
    const values = Object.fromEntries(fields.map((one) => [one.dataset.ask, Number(one.value)]));
    const fail = () => {
      stage.find("[data-result]").hidden = true;
      stage.tell("Nothing was examined.");
    };
    const task = { task: "examine", text: text.value, updates: stage.value("updates"), lr, values };
    stage.tell("Examining …");
    stage.find("[data-verdict]").textContent = "Examining …"; // what was said is of another text
    stage.find("[data-result]").setAttribute("aria-busy", "true");
    await window.lrlibLive.act(place, "work", task, button, (event) => {
      if (mine !== asked) return; // the reader has gone on to something else
      if (event.event === "examined") ask(event.asks), show(event);
      else if (event.event === "refused") refuse(event);
      else if (event.event === "failed") fail();
    });
    if (place.querySelector(".live-lacking")) fail(); // beside it stands why
  }

  examples.forEach((example, i) => stage.press(`example-${i}`, () => {
    asked += 1;
    text.value = example.text;
    ask(example.asks);
    stage.control("lr").value = example.lr;
    stage.control("updates").value = example.updates;
    show(example);
  }));
  stage.press("examine", examine);
  const copied = (line) => stage.copy(`import lrlib\n\n${line}\n`, "The line is on your clipboard, with its import.");
  stage.press("copy", () => copied(found.line));
  stage.press("copy-repaired", () => copied(found.repaired));
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
