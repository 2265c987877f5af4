/* The worker: Python in the reader's browser, with lrlib, SymPy and the proofs' engines.

   The page posts one task at a time, and may end it with terminate():
     { id, task: "load", all }                     load SymPy; with `all`, the engines too
     { id, task: "prove", label, claim, neighbour }  the theorem's checks; a changed claim's, if given
     { id, task: "made", label, name }             the neighbours that the machine makes of a line
     { id, task: "show", label, claim }            values as they were meant, as MathML
     { id, task: "curves", label, claim, neighbour } a changed formula beside the theorem's own
     { id, task: "cell", code, before, page }      run a cell, after cells that were not run yet
     { id, task: "examine", text, updates, lr, values } training code, without SymPy

   Answers carry the id of their task:
     { id, event: "bytes", loaded, total }         while files arrive
     { id, event: "doing", words }                 what happens now
     { id, event: ... }                            of a theorem, as lrlib/proofs/stream.py lists them
     { id, event: "shown" | "curves" | "cell", ... }   the answers to those tasks
     { id, event: "examined" | "refused", ... }    what lrlib/examine.py returns, or why it does not
     { id, event: "failed", words }                nothing came of it: why
     { id, event: "done" }                         always the last

   What to load, and how many bytes that is, the page says first, in what live.json holds:
     { folder, files: { name: bytes }, lrlib, proofs } */

let site; // { folder, lrlib, proofs, files: { name: bytes } }
let loaded = 0;
let expected = 0;

const PLACE = "/lib/python3.14/site-packages";
const BARE = ["interpreter.bin", "pyodide.asm.mjs", "python_stdlib.zip"];
const LIGHT = ["sympy.zip"];
const HEAVY = ["flint.zip", "z3.zip"];

const url = (name) => new URL(`${site.folder}/${name}`, self.location).href;

/** A file as a Blob, told as it arrives. Names carry sums of contents, so a copy is never stale. */
async function file(name, tell, address = url(name)) {
  const lost = () => new Error(`${name} could not be fetched. Is there a connection?`);
  const response = await fetch(address, { cache: "force-cache" }).catch(() => Promise.reject(lost()));
  if (!response.ok) throw lost();
  const reader = response.body.getReader();
  const parts = [];
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return new Blob(parts);
    parts.push(value);
    loaded += value.length;
    tell({ event: "bytes", loaded, total: Math.max(expected, loaded) });
  }
}

const expect = (names) => names.forEach((name) => (expected += site.files[name]));

/** A promise kept for whoever asks next, unless it fails: a lost connection may come back. */
const once = {};
function kept(name, work) {
  once[name] ??= work().catch((error) => {
    delete once[name];
    throw error;
  });
  return once[name];
}

/** Python asks this for signals, every few steps. The only one is that a limit on time has passed:
    nothing else can interrupt it here. */
const SIGALRM = 14;
let bell = Infinity;
const signals = {
  get 0() {
    if (performance.now() < bell) return 0;
    bell = Infinity;
    return SIGALRM;
  },
  set 0(_) {}, // Python puts back what it has seen
};
self.ringAfter = (seconds) => {
  bell = seconds ? performance.now() + 1000 * seconds : Infinity;
};

async function unpack(pyodide, blob) {
  pyodide.unpackArchive(await blob.arrayBuffer(), "zip", { extractDir: PLACE });
}

/** Python and lrlib, which needs no more. */
async function bare(tell) {
  expect(BARE);
  const { loadPyodide } = await import(url("pyodide.mjs"));
  const files = Object.fromEntries(
    ["interpreter.bin", "python_stdlib.zip"].map((name) => [name, file(name, tell)]),
  );
  Object.values(files).forEach((one) => one.catch(() => {}));
  const lrlib = file("lrlib", tell, new URL(site.lrlib, self.location).href);
  const network = self.fetch;
  self.fetch = async (address, options) => {
    if (String(address).endsWith(".wasm")) {
      const stream = (await files["interpreter.bin"]).stream();
      const body = stream.pipeThrough(new DecompressionStream("deflate-raw"));
      return new Response(body, { headers: { "Content-Type": "application/wasm" } });
    }
    if (String(address).endsWith("python_stdlib.zip")) {
      return new Response(await files["python_stdlib.zip"]);
    }
    return network(address, options);
  };
  const pyodide = await loadPyodide({
    indexURL: url(""),
    lockFileContents: { info: { abi_version: "2026_0", arch: "wasm32", platform: "emscripten", version: "314.0.7", python: "3.14.2" }, packages: {} },
  });
  self.fetch = network;
  pyodide.setInterruptBuffer(signals);
  loaded += site.files["pyodide.asm.mjs"];
  await unpack(pyodide, await lrlib);
  return pyodide;
}

async function start(tell) {
  expect(LIGHT); // asked for at once, unpacked when Python is there
  const [sympy] = LIGHT.map((name) => file(name, tell));
  sympy.catch(() => {}); // told where it is awaited
  const pyodide = await kept("bare", () => bare(tell));
  await unpack(pyodide, await sympy);
  tell({ event: "doing", words: "SymPy" });
  pyodide.runPython("import sympy");
  return pyodide;
}

async function engines(tell) {
  expect(HEAVY); // asked for at once, unpacked when Python is there
  const files = HEAVY.map((name) => file(name, tell));
  const proofs = file("proofs", tell, new URL(site.proofs, self.location).href);
  [...files, proofs].forEach((one) => one.catch(() => {})); // told where they are awaited
  const pyodide = await kept("light", () => start(tell));
  for (const [i, words] of ["ball arithmetic", "Z3"].entries()) {
    await unpack(pyodide, await files[i]);
    tell({ event: "doing", words });
    pyodide.runPython(["import flint", "import z3"][i]);
  }
  tell({ event: "doing", words: "the theorem" });
  await unpack(pyodide, await proofs);
  pyodide.runPython("import lrlib.proofs.stream");
  return pyodide;
}

self.onmessage = async ({ data }) => {
  if (data.files) {
    site = data;
    return;
  }
  const tell = (message) => self.postMessage({ id: data.id, ...message });
  try {
    const all = data.task !== "cell" ? data.all !== false : /\bproofs\b|\bflint\b|\bz3\b/.test(data.before + data.code);
    const level = data.task === "examine" ? "bare" : all ? "whole" : "light";
    const pyodide = await kept(level, () => ({ bare, light: start, whole: engines })[level](tell));
    if (data.task !== "load") {
      const work = pyodide.pyimport("lrlib_in_the_page").work;
      work(JSON.stringify(data), (message) => tell(JSON.parse(message)));
      work.destroy();
    }
  } catch (error) {
    tell({ event: "failed", words: String(error.message ?? error).trim().split("\n").pop() });
  }
  tell({ event: "done" });
};
