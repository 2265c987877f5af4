// The network of lrlib/lab/digits.py, 64-32-10 with tanh, trained in the page by SGD or AdamW.
//
// It starts from the same weights as in Python, where PyTorch, TensorFlow and MLX train it, too. One
// digit in five is held out, and the network judged by those (see pack.py). The data come when
// somebody wants to train, not before.
window.lrlibDigits = (() => {
  "use strict";
  const here = document.currentScript.src;
  let loading = null;

  /** The data, asked for once: images, labels, first weights, the rows of each batch. */
  function load() {
    loading ??= new Promise((done, failed) => {
      const script = document.createElement("script");
      script.src = new URL("digits.data.js", here).href;
      script.onload = () => unpack(window.lrlibDigits.data).then(done, failed);
      script.onerror = () => ((loading = null), failed(new Error("the digits could not be loaded")));
      document.head.append(script);
    });
    return loading;
  }
  async function unpack({ images: count, pixels, hidden, classes, batches, size, held, packed }) {
    const bytes = Uint8Array.from(atob(packed), (c) => c.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
    const view = new DataView(await new Response(stream).arrayBuffer());
    let at = 0;
    const take = (n, width, read) => {
      const out = Float64Array.from({ length: n }, (_, i) => read(at + i * width));
      at += n * width;
      return out;
    };
    const byte = (i) => view.getUint8(i), real = (i) => view.getFloat32(i, true), whole = (i) => view.getUint16(i, true);
    const raw = take(count * pixels, 1, byte), labels = take(count, 1, byte);
    const weights = [pixels * hidden, hidden, hidden * classes, classes].map((n) => take(n, 4, real));
    const rows = take(batches * size, 2, whole);
    return { images: standardised(raw, count, pixels), labels, weights, rows, count, pixels, hidden, classes, batches, size, held };
  }
  /** Each pixel with mean 0 and standard deviation 1 over all images. */
  function standardised(raw, count, pixels) {
    const out = new Float64Array(raw.length);
    for (let j = 0; j < pixels; j++) {
      let sum = 0, squares = 0;
      for (let i = j; i < raw.length; i += pixels) sum += raw[i];
      const mean = sum / count;
      for (let i = j; i < raw.length; i += pixels) squares += (raw[i] - mean) ** 2;
      const deviation = Math.sqrt(squares / count) + 1e-8;
      for (let i = j; i < raw.length; i += pixels) out[i] = (raw[i] - mean) / deviation;
    }
    return out;
  }

  // the defaults of torch.optim.AdamW
  const ADAMW = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, decay: 0.01 };

  class Network {
    constructor(data, optimizer = "sgd") {
      this.data = data;
      this.adamw = optimizer === "adamw";
      this.moments = new Map(); // of each array of weights: running means of slopes and squares
      [this.w1, this.b1, this.w2, this.b2] = data.weights.map((array) => array.slice());
      this.a = new Float64Array(data.hidden); // after the tanh
      this.p = new Float64Array(data.classes); // probabilities
    }
    /** One image through the network; the logarithm of the sum of exponentials, for the loss. */
    look(row) {
      const { images, pixels, hidden, classes } = this.data, { w1, w2, a, p } = this;
      a.set(this.b1);
      for (let i = 0, at = row * pixels, w = 0; i < pixels; i++) {
        const x = images[at + i];
        for (let j = 0; j < hidden; j++) a[j] += x * w1[w++];
      }
      p.set(this.b2);
      for (let j = 0, w = 0; j < hidden; j++) {
        a[j] = Math.tanh(a[j]);
        for (let c = 0; c < classes; c++) p[c] += a[j] * w2[w++];
      }
      const top = Math.max(...p);
      let sum = 0;
      for (let c = 0; c < classes; c++) sum += Math.exp(p[c] - top);
      return top + Math.log(sum);
    }
    /** One update on batch number t; the mean cross-entropy (nats) that it starts from. */
    update(t, lr) {
      const { images, labels, rows, pixels, hidden, classes, size } = this.data, { w1, b1, w2, b2, a, p } = this;
      const g1 = new Float64Array(w1.length), h1 = new Float64Array(hidden);
      const g2 = new Float64Array(w2.length), h2 = new Float64Array(classes);
      const back = new Float64Array(hidden);
      let loss = 0;
      for (let n = 0; n < size; n++) {
        const row = rows[t * size + n], log = this.look(row), label = labels[row];
        loss += log - p[label];
        for (let c = 0; c < classes; c++) h2[c] += p[c] = Math.exp(p[c] - log) - (c === label);
        for (let j = 0, w = 0; j < hidden; j++) {
          let sum = 0;
          for (let c = 0; c < classes; c++, w++) {
            g2[w] += a[j] * p[c];
            sum += w2[w] * p[c];
          }
          h1[j] += back[j] = sum * (1 - a[j] * a[j]);
        }
        for (let i = 0, at = row * pixels, w = 0; i < pixels; i++) {
          const x = images[at + i];
          for (let j = 0; j < hidden; j++) g1[w++] += x * back[j];
        }
      }
      for (const [weights, slopes] of [[w1, g1], [b1, h1], [w2, g2], [b2, h2]]) {
        if (this.adamw) this.adapt(weights, slopes, t, lr);
        else for (let i = 0; i < weights.length; i++) weights[i] -= (lr / size) * slopes[i];
      }
      return loss / size;
    }
    /** AdamW's update number t, from 0: the weights shrink, then move by their moments. */
    adapt(weights, slopes, t, lr) {
      const { beta1, beta2, epsilon, decay } = ADAMW, { size } = this.data;
      if (!this.moments.has(weights)) this.moments.set(weights, [slopes.map(() => 0), slopes.map(() => 0)]);
      const [first, second] = this.moments.get(weights);
      const [whole1, whole2] = [1 - beta1 ** (t + 1), 1 - beta2 ** (t + 1)];
      for (let i = 0; i < weights.length; i++) {
        const slope = slopes[i] / size;
        first[i] += (1 - beta1) * (slope - first[i]);
        second[i] += (1 - beta2) * (slope * slope - second[i]);
        weights[i] *= 1 - lr * decay;
        weights[i] -= (lr * first[i]) / whole1 / (Math.sqrt(second[i] / whole2) + epsilon);
      }
    }
    /** Which part it recognises of the images that were held out. */
    right() {
      const { count, labels, held } = this.data;
      let right = 0, all = 0;
      for (let row = held - 1; row < count; row += held, all++) {
        this.look(row);
        right += this.p.indexOf(Math.max(...this.p)) === labels[row];
      }
      return right / all;
    }
  }

  /** The losses of a run. After each frame, seen(losses) may draw, or answer false to stop it. */
  async function train(rate, steps, seen = () => true, seconds = 0, optimizer = "sgd") {
    const network = new Network(await load(), optimizer), losses = [];
    const frame = () => new Promise((done) => (document.hidden ? setTimeout(done) : requestAnimationFrame(done)));
    const start = performance.now();
    while (losses.length < steps) {
      const due = seconds ? (steps * (performance.now() - start)) / (1000 * seconds) : steps;
      const end = performance.now() + 12; // the page must stay awake
      do losses.push(network.update(losses.length, rate(losses.length)));
      while (losses.length < Math.min(due, steps) && performance.now() < end);
      if (seen(losses) === false) return null;
      if (losses.length < steps) await frame();
    }
    return { losses, right: network.right() };
  }
  /** Running means over so many neighbours. */
  function smooth(losses, width) {
    return Array.from({ length: Math.max(0, losses.length - width + 1) }, (_, i) => losses.slice(i, i + width).reduce((a, b) => a + b) / width);
  }

  return { Network, load, smooth, train };
})();
