// node compiler.mjs FOLDER PROGRAM: runs a Python program in the interpreter that lies in FOLDER,
// which the program finds as /packed. See packages.py.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [folder, program] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(`${folder}/pyodide.mjs`).href);
const pyodide = await loadPyodide({ indexURL: `${folder}/` });
pyodide.mountNodeFS("/packed", folder);
pyodide.runPython(readFileSync(program, "utf-8"));
