// One curve, many names. Whatever is typed becomes k, per update; all else is read off from k.
lrlibScenes.scene("translator", (stage) => {
  "use strict";
  const { number } = lrlibScenes;
  const f = stage.formulas;
  const NAMES = ["half_life", "gamma", "decay_rate", "decay_steps", "lr_end"];
  let k = f.k_of_half_life(30), stair = 30, had = "half_life"; // k and stair: per update, in updates

  const typed = (name) => stage.value(name);
  /** Updates in one unit of what is typed. */
  const each = () => (typed("unit") === "epoch" ? typed("epoch") : 1);
  const exact = (x) => String(Number(x.toPrecision(12)));
  const short = (x) => (x < 1e-3 ? x.toExponential(4) : String(Number(x.toPrecision(6))));
  const share = (x) => x > 0 && x < 1;
  const positive = (x) => x > 0 && Number.isFinite(x);

  /** What is wrong with what stands there, in words, or nothing. */
  function wrong() {
    const above = { lr0: "The first rate", length: "The number of updates in the run", epoch: "The number of updates in an epoch" };
    if (had === "half_life") above.half_life = "A half-life";
    if (had === "decay_rate") above.decay_steps = "decay_steps";
    for (const name in above) if (!positive(typed(name))) return `${above[name]} must be above 0.`;
    if (!Number.isInteger(typed("length"))) return "The number of updates in the run must be whole.";
    if (had === "gamma" && !share(typed("gamma"))) return "gamma must lie between 0 and 1: at 1 nothing decays, above it the rate grows.";
    if (had === "decay_rate" && !share(typed("decay_rate"))) return "decay_rate must lie between 0 and 1. It is what is left after decay_steps, not what is lost.";
    if (had === "lr_end" && !(positive(typed("lr_end")) && typed("lr_end") < typed("lr0"))) return "The rate at the end must be above 0, which exponential decay never reaches, and below the first rate.";
    return "";
  }
  function read() {
    const u = each();
    if (had === "half_life") k = f.k_of_half_life(u * typed("half_life"));
    if (had === "gamma") k = f.k_of_gamma(typed("gamma")) / u;
    if (had === "decay_rate") k = f.k_of_rate(typed("decay_rate"), stair);
    if (had === "lr_end") k = f.k_of_end(typed("lr0"), typed("lr_end"), typed("length"));
  }
  /** Write the names that were not typed. */
  function write() {
    const u = each();
    const say = (name, value) => (stage.control(name).value = short(value));
    if (had !== "half_life") say("half_life", f.half_life(k) / u);
    if (had !== "gamma") say("gamma", f.gamma(k * u));
    if (had !== "decay_rate") say("decay_rate", f.rate(1, k, stair)), say("decay_steps", stair / u);
    if (had !== "lr_end") say("lr_end", f.rate(typed("lr0"), k, typed("length")));
    for (const name of NAMES) stage.control(name).classList.toggle("lr-had", name === had || (had === "decay_rate" && name === "decay_steps"));
  }
  function code() {
    const lr0 = exact(typed("lr0")), gamma = exact(f.gamma(k)), steps = exact(stair), left = exact(f.rate(1, k, stair));
    const lines = {
      lrlib: `lrlib.ExponentialDecay(lr0=${lr0}, k=${exact(k)})`,
      PyTorch: `torch.optim.lr_scheduler.ExponentialLR(optimizer, gamma=${gamma})`,
      Keras: `keras.optimizers.schedules.ExponentialDecay(${lr0}, decay_steps=${steps}, decay_rate=${left})`,
      Optax: `optax.exponential_decay(${lr0}, transition_steps=${steps}, decay_rate=${left})`,
      MLX: `mlx.optimizers.exponential_decay(${lr0}, ${gamma})`,
    };
    for (const name in lines) stage.say(name, lines[name], k);
  }
  function draw() {
    const p = stage.picture("rate"), [lr0, end] = [typed("lr0"), typed("length")], half = f.half_life(k);
    const alt = `The rate falls from ${number(lr0)} to ${number(f.rate(lr0, k, end))} in ${end} updates; it halves every ${number(half)} updates.`;
    p.frame({ height: 150, x: [0, end], y: [0, lr0 * 1.04], left: 8, right: 8, top: 20, bottom: 32, alt });
    p.axis("x", [0, end / 2, end].map(Math.round), "updates");
    p.text(0, lr0 * 1.04, "learning rate", { dy: -7, dx: -6, look: "lr-axis" });
    p.area(Array.from({ length: 161 }, (_, i) => (end * i) / 160).map((t) => [t, f.rate(lr0, k, t)]), 0, "lr-area", "ExponentialDecay");
    p.curve((t) => f.rate(lr0, k, t), [0, end], "lr-line", "ExponentialDecay", 200);
    const many = Math.min(Math.floor(end / half), 8), apart = p.X(half) - p.X(0);
    for (let i = 1; i <= many; i++) {
      const rate = f.rate(lr0, k, i * half);
      p.line([[i * half, 0], [i * half, rate]], "lr-thin", "ExponentialDecay");
      p.dot(i * half, rate, 4, "lr-dot", "ExponentialDecay");
      if (i <= 3 && (apart > 34 || i === 1)) p.text(i * half, rate, ["½", "¼", "⅛"][i - 1], { dx: 6, dy: -5, look: "lr-strong", ink: "ExponentialDecay" });
    }
  }
  function words() {
    const half = f.half_life(k), end = typed("length"), epoch = typed("epoch");
    const halvings = number(end / half, 2), last = number(f.rate(1, k, end), 2);
    const start = `The rate halves every ${number(half)} updates: ${halvings} times in this run, down to ${last} of the first.`;
    if (typed("unit") === "epoch" && had === "gamma") return `${start} PyTorch's line is for a scheduler that is stepped at every update, so its gamma is not the one you typed. With ${short(typed("gamma"))} there, ${number(f.rate(1, k * epoch, epoch), 2)} of the rate would be left after one epoch.`;
    if (half > end) return `${start} In this run it hardly decays at all.`;
    if (end / half > 20) return `${start} Long before the end nothing moves any more.`;
    return `${start} k is ${number(k, 4)} per update.`;
  }
  stage.draw = (moved) => {
    if (NAMES.includes(moved)) had = moved === "decay_steps" ? "decay_rate" : moved;
    const problem = wrong();
    if (problem) return stage.tell(problem);
    if (moved === "decay_steps" || (moved === "epoch" && had === "decay_rate")) stair = each() * typed("decay_steps");
    // another unit says the same in other numbers; all else keeps what was typed and moves the rest
    if (moved !== "unit") read();
    else {
      const before = had;
      had = "";
      write();
      had = before;
    }
    write();
    code();
    draw();
    stage.tell(words());
  };
});
