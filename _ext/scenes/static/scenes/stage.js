// The stage on which every scene plays: controls in, pictures and words out.
//
// A scene is a function of its stage, handed to lrlibScenes.scene(name, play). It draws when told
// to: at first, when a control moves, when the page changes its width. Colours are CSS variables,
// so that a change of theme redraws nothing. What a scene computes with, formulas and facts, was
// written from lrlib when the book was built, into NAME.data.js.
window.lrlibScenes = (() => {
  "use strict";
  const SVG = "http://www.w3.org/2000/svg";
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const data = {}; // scene: { formulas, facts }

  // what a picture takes with it when it leaves the page and its style sheets
  const INKS = ["fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "stroke-linejoin", "opacity", "paint-order", "font-family", "font-size", "font-weight"];

  // --- numbers in words ----------------------------------------------------------------------
  const raised = (n) => String(n).replace("-", "⁻").replace(/\d/g, (d) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[d]);

  /** A number for people: 0.37, 1,250, 3.1·10⁻⁹. */
  function number(x, digits = 3) {
    if (Number.isNaN(x)) return "no number";
    if (!Number.isFinite(x)) return x > 0 ? "∞" : "−∞";
    const size = Math.abs(x);
    if (size && (size >= 1e5 || size < 1e-3)) {
      const [m, e] = x.toExponential(Math.max(0, digits - 2)).split("e");
      return `${Number(m) === 1 ? "" : `${m.replace("-", "−")}·`}10${raised(Number(e))}`;
    }
    const short = Number(x.toPrecision(digits));
    return (size >= 1e4 ? short.toLocaleString("en") : String(short)).replace("-", "−");
  }

  // --- pictures -------------------------------------------------------------------------------
  /** A drawing in the units of what it shows, as wide as its place: letters keep their size. */
  class Picture {
    constructor(holder) {
      this.holder = holder;
      this.svg = holder.appendChild(document.createElementNS(SVG, "svg"));
      this.svg.setAttribute("role", "img");
    }
    /** An empty drawing: height in pixels, ranges of x and y, margins in pixels. */
    frame({ height, x, y, left = 4, right = 4, top = 4, bottom = 4, alt = "" }) {
      const width = Math.max(60, Math.floor(this.holder.clientWidth));
      const { parentElement } = this.holder;
      // of two pictures one above the other each is lower, so that a phone shows both and a slider
      if (parentElement.matches(".lr-two") && width > 0.8 * parentElement.clientWidth) height = Math.round(0.68 * height);
      this.svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
      this.svg.setAttribute("height", height);
      this.svg.setAttribute("aria-label", alt);
      this.svg.replaceChildren();
      Object.assign(this, { width, height, left, right, top, bottom, x, y });
      this.X = (v) => left + ((v - x[0]) / (x[1] - x[0])) * (width - left - right);
      this.Y = (v) => height - bottom - ((v - y[0]) / (y[1] - y[0])) * (height - top - bottom);
      return this;
    }
    /** An SVG element; `ink` names a kind of schedule, whose colour it takes. */
    put(tag, attributes, ink) {
      const element = this.svg.appendChild(document.createElementNS(SVG, tag));
      for (const name in attributes) element.setAttribute(name, attributes[name]);
      if (ink) element.style.setProperty("--ink", `var(--lr-${ink})`);
      return element;
    }
    /** A line through [x, y] points; those that are no numbers break it. */
    line(points, look = "lr-line", ink) {
      let pen = "M";
      const d = points.map(([x, y]) => {
        if (!Number.isFinite(x) || !Number.isFinite(y)) return (pen = "M"), "";
        const place = `${pen}${this.X(x).toFixed(1)} ${this.Y(y).toFixed(1)}`;
        pen = "L";
        return place;
      });
      return this.put("path", { d: d.join(""), class: look }, ink);
    }
    /** The curve of a function between two x. */
    curve(f, [from, to], look, ink, n = 120) {
      const at = (i) => from + ((to - from) * i) / n;
      return this.line(Array.from({ length: n + 1 }, (_, i) => [at(i), f(at(i))]), look, ink);
    }
    /** What lies between a line of points and a level. */
    area(points, level, look = "lr-area", ink) {
      if (!points.length) return null;
      const ends = [[points.at(-1)[0], level], [points[0][0], level]];
      return this.line([...points, ...ends], look, ink);
    }
    dot(x, y, radius = 5, look = "lr-dot", ink) {
      return this.put("circle", { cx: this.X(x).toFixed(1), cy: this.Y(y).toFixed(1), r: radius, class: look }, ink);
    }
    /** A ball that rests on the curve of a function. */
    ball(f, x, radius = 9, look = "lr-dot", ink) {
      const rise = (this.Y(f(x + 1e-4)) - this.Y(f(x - 1e-4))) / (this.X(x + 1e-4) - this.X(x - 1e-4));
      const away = radius / Math.hypot(1, rise);
      const place = { cx: this.X(x) + away * rise, cy: this.Y(f(x)) - away, r: radius, class: look };
      return this.put("circle", place, ink);
    }
    /** Words at a point; dx and dy move them by pixels, anchor is start, middle or end. */
    text(x, y, words, { dx = 0, dy = 0, anchor = "start", look = "lr-text", ink } = {}) {
      const place = { x: this.X(x) + dx, y: this.Y(y) + dy, "text-anchor": anchor, class: look };
      const element = this.put("text", place, ink);
      element.textContent = words;
      return element;
    }
    /** An arrow from one point to another. */
    arrow([x1, y1], [x2, y2], look = "lr-arrow", ink) {
      const [a, b, c, d] = [this.X(x1), this.Y(y1), this.X(x2), this.Y(y2)];
      const turn = Math.atan2(d - b, c - a), size = Math.min(7, Math.hypot(c - a, d - b));
      const wing = (by) => `L${c - size * Math.cos(turn + by)} ${d - size * Math.sin(turn + by)}M${c} ${d}`;
      return this.put("path", { d: `M${a} ${b}L${c} ${d}${wing(0.5)}${wing(-0.5)}`, class: look }, ink);
    }
    /** An axis at the bottom or on the left: marks, and what it measures with its unit. */
    axis(side, marks, name, say = number) {
      const low = side === "x";
      for (const mark of marks) {
        const [x, y] = low ? [this.X(mark), this.height - this.bottom] : [this.left, this.Y(mark)];
        const far = low ? { x2: x, y2: this.top } : { x2: this.width - this.right, y2: y };
        this.put("line", { x1: x, y1: y, ...far, class: "lr-grid" });
        const place = low
          ? { x, y: y + 15, "text-anchor": x > this.width - 12 ? "end" : "middle" }
          : { x: x - 5, y: y + 4, "text-anchor": "end" };
        if (x > this.width - 12 && low) place.x = this.width;
        this.put("text", { ...place, class: "lr-tick" }).textContent = say(mark);
      }
      const [x, y] = low ? [this.width - this.right, this.height - 3] : [2, this.top - 6];
      const anchor = low ? "end" : "start";
      this.put("text", { x, y, "text-anchor": anchor, class: "lr-axis" }).textContent = name;
      return this;
    }
  }

  // --- one scene on the page ------------------------------------------------------------------
  class Stage {
    constructor(root, name) {
      this.root = root;
      this.name = name;
      this.formulas = data[name]?.formulas ?? {};
      this.facts = data[name]?.facts ?? {};
      this.pictures = {};
      this.draw = () => {};
      this.playing = 0;
    }
    find(selector) {
      return this.root.querySelector(selector);
    }
    /** The picture in the element with data-picture="name". */
    picture(name) {
      return (this.pictures[name] ??= new Picture(this.find(`[data-picture="${name}"]`)));
    }
    control(name) {
      return this.find(`:is(input, select)[name="${name}"]`);
    }
    /** What the control of that name says: a number, true or false, or a word. */
    value(name) {
      const input = this.control(name);
      if (input.type === "checkbox") return input.checked;
      if (input.type === "radio") return this.find(`input[name="${name}"]:checked`).value;
      return input.type === "range" || input.type === "number" ? Number(input.value) : input.value;
    }
    /** Move a control as the reader would. */
    set(name, value) {
      const input = this.control(name);
      if (input.type === "checkbox") input.checked = value;
      else if (input.type === "radio") this.find(`input[name="${name}"][value="${value}"]`).checked = true;
      else input.value = value;
      this.moved(input);
    }
    /** Say a number aloud: its words, and the number itself for whoever checks it. */
    say(name, words, value) {
      const output = this.find(`output[name="${name}"]`);
      if (output.textContent !== words) output.textContent = words;
      if (value !== undefined) output.dataset.value = value;
    }
    /** The caption; read out when it has come to rest. */
    tell(words) {
      const caption = this.find("[data-says]");
      if (caption.textContent !== words) caption.textContent = words;
    }
    /** Put a text on the reader's clipboard, or show it where the browser does not allow that. */
    async copy(text, done) {
      try {
        await navigator.clipboard.writeText(text);
        this.tell(done);
      } catch {
        this.tell(`Your browser keeps the clipboard shut. Here it is: ${text}`);
      }
    }
    moved(input) {
      const output = this.find(`output[for="${input.id}"]`);
      if (!output) return;
      const digits = (input.step.split(".")[1] ?? "").length;
      output.textContent = Number(input.value).toFixed(digits).replace("-", "−");
      input.setAttribute("aria-valuetext", output.parentElement.textContent);
    }
    /** Call frame(share) with shares from 0 to 1 for some seconds; true if it got to the end. */
    play(seconds, frame) {
      this.stop();
      if (calm.matches || this.printing) return frame(1), Promise.resolve(true);
      return new Promise((done) => {
        this.done = done;
        const start = performance.now();
        const tick = (now) => {
          const share = Math.min(1, Math.max(0, (now - start) / (1000 * seconds)));
          frame(share);
          if (share === 1) return (this.playing = 0), (this.done = null), done(true);
          this.playing = requestAnimationFrame(tick);
        };
        this.playing = requestAnimationFrame(tick);
      });
    }
    stop() {
      cancelAnimationFrame(this.playing);
      this.playing = 0;
      this.done?.(false);
      this.done = null;
    }
    get still() {
      return calm.matches;
    }
    /** When the reader presses the button with data-action="name". */
    press(name, action) {
      this.find(`[data-action="${name}"]`).addEventListener("click", action);
      if (name === "run") this.onPaper(action);
    }
    /** On paper a scene has played: what it does before the page is printed, all at once. */
    onPaper(action) {
      addEventListener("beforeprint", () => ((this.printing = true), action()));
      addEventListener("afterprint", () => (this.printing = false));
    }
    /** And one that must train a network first gives its place to the picture that stands in for it. */
    standIn(empty) {
      let still = null;
      this.onPaper(() => {
        if (still || !empty()) return;
        const page = new DOMParser().parseFromString(this.root.nextElementSibling.textContent, "text/html");
        still = document.importNode(page.querySelector("figure"), true);
        this.root.after(still);
        this.root.hidden = true;
      });
      addEventListener("afterprint", () => (still?.remove(), (still = null), (this.root.hidden = false)));
    }
    /** All that a reader moves; a form's own list has its outputs, too. */
    controls() {
      return this.find("form").querySelectorAll(":is(input, select, textarea)[name]");
    }
    /** A link to where the controls stand: ?scene=NAME&peak=3.7. Guesses stay with who made them. */
    link() {
      const url = new URL(location.href.split(/[?#]/)[0]);
      url.searchParams.set("scene", this.name);
      for (const input of this.controls()) {
        if (input.name.startsWith("guess") || (input.type === "radio" && !input.checked)) continue;
        url.searchParams.set(input.name, input.type === "checkbox" ? Number(input.checked) : input.value);
      }
      return url.href;
    }
    /** Put the controls where a link has them. */
    restore() {
      const kept = new URLSearchParams(location.search);
      if (kept.get("scene") !== this.name) return;
      for (const input of this.controls()) {
        const value = kept.get(input.name);
        if (value === null || input.name.startsWith("guess")) continue;
        if (input.type === "checkbox") input.checked = value === "1";
        else if (input.type === "radio") input.checked = input.value === value;
        else input.value = value;
      }
      addEventListener("load", () => this.root.scrollIntoView({ block: "center" }));
    }
    /** Beside the caption: a link to this, where controls say it all, and the picture to take away. */
    tools() {
      const tool = (words, drawing, action) => {
        const button = Object.assign(document.createElement("button"), { type: "button", className: "lr-share", title: words });
        button.setAttribute("aria-label", words);
        const svg = button.appendChild(document.createElementNS(SVG, "svg"));
        for (const [name, value] of Object.entries({ viewBox: "0 0 16 16", "aria-hidden": "true" })) svg.setAttribute(name, value);
        svg.appendChild(document.createElementNS(SVG, "path")).setAttribute("d", drawing);
        button.addEventListener("click", action);
        place.append(button);
      };
      const place = Object.assign(document.createElement("div"), { className: "lr-tools" });
      if (this.find("[data-picture]")) tool("Save this picture", "M8 2v8M4.7 7 8 10.3 11.3 7M2.5 11v2.5h11V11", () => this.save());
      if (!this.unlinked && !this.find('[data-action="link"]')) {
        const chain = "M6.5 9.5 9.5 6.5M7 4.5 9 2.5a3.2 3.2 0 0 1 4.5 4.5L11.5 9M9 11.5 7 13.5A3.2 3.2 0 0 1 2.5 9L4.5 7";
        tool("Copy a link to this", chain, () => this.copy(this.link(), "The link to this is on your clipboard."));
      }
      if (place.childElementCount) this.root.append(place);
    }
    /** All pictures of the scene as they stand, with the words between them, as one file. */
    asDrawn() {
      const whole = document.createElementNS(SVG, "svg"), home = this.root.getBoundingClientRect();
      const seen = (element) => element.getBoundingClientRect().width > 0;
      const put = (tag, attributes, words) => {
        const made = whole.appendChild(document.createElementNS(SVG, tag));
        for (const name in attributes) made.setAttribute(name, attributes[name]);
        made.textContent = words ?? "";
        return made;
      };
      put("title", {}, this.root.getAttribute("aria-label"));
      put("desc", {}, this.find("[data-says]").textContent.trim());
      const look = getComputedStyle(this.root);
      put("rect", { width: "100%", height: "100%", fill: look.backgroundColor });
      const top = (element) => element.getBoundingClientRect().top - home.top;
      let [bottom, up] = [0, 0];
      const place = (element) => { // where it stood, moved up where only controls were above it
        const { left, width, height } = element.getBoundingClientRect();
        up = Math.max(up, top(element) - bottom - 24);
        const y = top(element) - up;
        bottom = Math.max(bottom, y + height);
        return { x: left - home.left, y, width, height };
      };
      const write = (words, place, { fontFamily, fontWeight, color }) => put("text", { ...place, "font-family": fontFamily, "font-weight": fontWeight, fill: color }, words.trim());
      const draw = (svg) => {
        const copy = whole.appendChild(svg.cloneNode(true)), parts = [...svg.querySelectorAll("*")];
        copy.querySelectorAll("*").forEach((one, i) => {
          const style = getComputedStyle(parts[i]);
          for (const name of INKS) one.setAttribute(name, style.getPropertyValue(name));
          one.removeAttribute("class");
          one.removeAttribute("style");
        });
        for (const [name, value] of Object.entries(place(svg))) copy.setAttribute(name, value);
      };
      const name = (words) => {
        const { x, y, width } = place(words), style = getComputedStyle(words), range = document.createRange();
        range.selectNodeContents(words); // its letters, as wide in whatever face they are shown
        const textLength = Math.round(range.getBoundingClientRect().width);
        write(words.textContent, { x: x + width / 2, y: y + 1.1 * parseFloat(style.fontSize), "text-anchor": "middle", "font-size": style.fontSize, textLength, lengthAdjust: "spacingAndGlyphs" }, style);
      };
      const shown = [...this.root.querySelectorAll("[data-picture] > svg, .lr-lane-name, .lr-lane-end output")].filter(seen);
      for (const one of shown.sort((a, b) => top(a) - top(b))) one.matches("svg") ? draw(one) : name(one);
      // what the controls say and what came of it, line by line below
      for (const words of [...this.root.querySelectorAll(".lr-slider, .lr-readings > span")].filter(seen)) {
        const [label, value = label] = words.children, of = words.matches("p") ? `${label.textContent}: ${value.textContent}` : words.textContent;
        write(of, { x: 12, y: (bottom += 20), "font-size": 14 }, look);
      }
      const [width, height] = [home.width, bottom + 12].map(Math.ceil);
      for (const [name, value] of Object.entries({ xmlns: SVG, width, height, viewBox: `0 0 ${width} ${height}` })) whole.setAttribute(name, value);
      return new XMLSerializer().serializeToString(whole);
    }
    save() {
      const href = URL.createObjectURL(new Blob([this.asDrawn()], { type: "image/svg+xml" }));
      Object.assign(document.createElement("a"), { href, download: `lrlib-${this.name}.svg` }).click();
      setTimeout(() => URL.revokeObjectURL(href), 1000);
    }
    start(play) {
      const form = this.find("form");
      if (form) this.restore();
      play(this);
      if (form) {
        this.tools();
        form.addEventListener("submit", (event) => event.preventDefault());
        form.addEventListener("input", ({ target }) => (this.moved(target), this.stop(), this.draw(target.name)));
        form.querySelectorAll("input").forEach((input) => this.moved(input));
      }
      let width = 0;
      new ResizeObserver(([entry]) => {
        if (Math.abs(entry.contentRect.width - width) < 1) return;
        width = entry.contentRect.width;
        if (!this.playing) this.draw();
        this.root.dataset.on = ""; // what waited below its pictures may show: see stage.css
      }).observe(this.root);
    }
  }

  function scene(name, play) {
    for (const root of document.querySelectorAll(`[data-scene="${name}"]`)) new Stage(root, name).start(play);
  }

  /** The same random numbers on every machine: mulberry32, as a function that draws from (0, 1). */
  function dice(seed) {
    let a = seed >>> 0;
    return () => {
      a = (a + 0x6d2b79f5) | 0;
      let t = Math.imul(a ^ (a >>> 15), 1 | a);
      t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
      return (((t ^ (t >>> 14)) >>> 0) + 0.5) / 4294967296;
    };
  }
  /** Draws from the normal distribution. */
  const normal = (draw) => () => Math.sqrt(-2 * Math.log(draw())) * Math.cos(2 * Math.PI * draw());

  return { data, dice, normal, number, raised, scene };
})();
