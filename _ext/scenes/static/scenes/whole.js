// A network of rectified units on a few digits, squared loss, all pictures in every step: gradient
// descent as theory speaks of it, without noise. Data and first weights are those of digits.js.
window.lrlibWhole = (() => {
  "use strict";
  const FIRST = 80; // power iterations at the start; later ones go on from where these ended

  class Whole {
    constructor(data, count) {
      Object.assign(this, { data, count });
      this.weights = Float64Array.from(data.weights.flatMap((array) => Array.from(array)));
      const draw = lrlibScenes.normal(lrlibScenes.dice(1));
      this.sharpest = unit(this.weights.map(() => draw())); // the direction of the greatest curvature
      this.slope = new Float64Array(this.weights.length);
      this.loss = this.gradient(this.weights, this.slope);
    }
    /** Half the squared error of the outputs, in the mean over the pictures; its gradient into `into`. */
    gradient(weights, into) {
      const { images, labels, pixels, hidden, classes } = this.data, { count } = this;
      const B1 = pixels * hidden, W2 = B1 + hidden, B2 = W2 + hidden * classes; // where each begins
      const sums = new Float64Array(hidden), back = new Float64Array(hidden), off = new Float64Array(classes);
      let loss = 0;
      into.fill(0);
      for (let row = 0; row < count; row++) {
        for (let j = 0; j < hidden; j++) sums[j] = weights[B1 + j];
        for (let i = 0, at = row * pixels; i < pixels; i++) {
          const x = images[at + i], w = i * hidden;
          for (let j = 0; j < hidden; j++) sums[j] += x * weights[w + j];
        }
        for (let c = 0; c < classes; c++) off[c] = weights[B2 + c] - (c === labels[row]);
        for (let j = 0, w = W2; j < hidden; j++, w += classes) {
          if (sums[j] > 0) for (let c = 0; c < classes; c++) off[c] += sums[j] * weights[w + c];
        }
        for (let c = 0; c < classes; c++) {
          loss += (off[c] * off[c]) / 2;
          into[B2 + c] += off[c];
        }
        for (let j = 0, w = W2; j < hidden; j++, w += classes) {
          back[j] = 0;
          if (!(sums[j] > 0)) continue;
          for (let c = 0; c < classes; c++) {
            into[w + c] += sums[j] * off[c];
            back[j] += weights[w + c] * off[c];
          }
          into[B1 + j] += back[j];
        }
        for (let i = 0, at = row * pixels; i < pixels; i++) {
          const x = images[at + i], w = i * hidden;
          for (let j = 0; j < hidden; j++) into[w + j] += x * back[j];
        }
      }
      for (let i = 0; i < into.length; i++) into[i] /= count;
      return loss / count;
    }
    step(lr) {
      for (let i = 0; i < this.weights.length; i++) this.weights[i] -= lr * this.slope[i];
      this.loss = this.gradient(this.weights, this.slope);
    }
    /** The Hessian times a direction, exactly: each line of `gradient`, differentiated along it. */
    product(along, into) {
      const { images, labels, pixels, hidden, classes } = this.data, { count, weights } = this;
      const B1 = pixels * hidden, W2 = B1 + hidden, B2 = W2 + hidden * classes;
      const sums = new Float64Array(hidden), off = new Float64Array(classes);
      const dsums = new Float64Array(hidden), doff = new Float64Array(classes), dback = new Float64Array(hidden);
      into.fill(0);
      for (let row = 0; row < count; row++) {
        for (let j = 0; j < hidden; j++) (sums[j] = weights[B1 + j]), (dsums[j] = along[B1 + j]);
        for (let i = 0, at = row * pixels; i < pixels; i++) {
          const x = images[at + i], w = i * hidden;
          for (let j = 0; j < hidden; j++) {
            sums[j] += x * weights[w + j];
            dsums[j] += x * along[w + j];
          }
        }
        for (let c = 0; c < classes; c++) {
          off[c] = weights[B2 + c] - (c === labels[row]);
          doff[c] = along[B2 + c];
        }
        for (let j = 0, w = W2; j < hidden; j++, w += classes) {
          if (!(sums[j] > 0)) continue;
          for (let c = 0; c < classes; c++) {
            off[c] += sums[j] * weights[w + c];
            doff[c] += dsums[j] * weights[w + c] + sums[j] * along[w + c];
          }
        }
        for (let c = 0; c < classes; c++) into[B2 + c] += doff[c];
        for (let j = 0, w = W2; j < hidden; j++, w += classes) {
          dback[j] = 0;
          if (!(sums[j] > 0)) continue;
          for (let c = 0; c < classes; c++) {
            into[w + c] += dsums[j] * off[c] + sums[j] * doff[c];
            dback[j] += along[w + c] * off[c] + weights[w + c] * doff[c];
          }
          into[B1 + j] += dback[j];
        }
        for (let i = 0, at = row * pixels; i < pixels; i++) {
          const x = images[at + i], w = i * hidden;
          for (let j = 0; j < hidden; j++) into[w + j] += x * dback[j];
        }
      }
      for (let i = 0; i < into.length; i++) into[i] /= count;
    }
    /** The greatest curvature, by power iterations that start where the last ones ended. */
    curvature(times) {
      const { sharpest } = this, there = new Float64Array(sharpest.length);
      let found = NaN;
      for (let n = 0; n < times; n++) {
        this.product(sharpest, there);
        found = there.reduce((sum, v, i) => sum + v * sharpest[i], 0);
        sharpest.set(unit(there));
      }
      return found;
    }
  }
  function unit(vector) {
    const length = Math.sqrt(vector.reduce((sum, v) => sum + v * v, 0));
    return vector.map((v) => v / length);
  }

  let start = null; // the first weights, their curvature, and the direction that has it
  async function begin(count) {
    const data = await lrlibDigits.load();
    if (start?.count !== count) {
      const network = new Whole(data, count);
      start = { count, curvature: network.curvature(FIRST), sharpest: network.sharpest };
    }
    return start;
  }
  /** Runs side by side, a list of rates each. `seen(runs, t)` may draw, or answer false to stop them. */
  async function train(lists, { count, beyond, every = 3, seconds = 0, seen = () => true }) {
    const { curvature, sharpest } = await begin(count), data = await lrlibDigits.load();
    const runs = lists.map((rates) => {
      const network = new Whole(data, count);
      network.sharpest.set(sharpest);
      return { rates, network, losses: [network.loss], curvatures: [[0, curvature]], thrown: null };
    });
    const frame = () => new Promise((done) => (document.hidden ? setTimeout(done) : requestAnimationFrame(done)));
    const steps = lists[0].length, first = performance.now();
    for (let t = 0; t < steps; ) {
      const due = seconds ? (steps * (performance.now() - first)) / (1000 * seconds) : steps;
      const end = performance.now() + 12; // the page must stay awake
      do {
        for (const run of runs) if (run.thrown === null) advance(run, t, beyond, every);
        t++;
      } while (t < Math.min(due, steps) && performance.now() < end);
      if (seen(runs, t) === false) return null;
      if (t < steps) await frame();
    }
    return runs;
  }
  /** Step t of a run, and now and then the curvature after it: often at first, where it moves most. */
  function advance(run, t, beyond, every) {
    const { network, rates, losses, curvatures } = run;
    network.step(rates[t]);
    losses.push(network.loss);
    if (!(network.loss < beyond)) run.thrown = t + 1;
    else if (t + 1 < rates.length && (t < 12 || (t + 1) % every === 0)) curvatures.push([t + 1, network.curvature(t < 12 ? 2 : 1)]);
  }

  return { Whole, begin, train };
})();
