// Asks for the faces of the first screen before any style sheet does. Not from a disk, where a
// browser refuses such early requests (and needs none).
if (location.protocol !== "file:") {
  for (const face of ["serif-400", "serif-600", "sans-400"]) {
    const href = new URL(`fonts/${face}.woff2`, document.currentScript.src);
    const early = { rel: "preload", as: "font", type: "font/woff2", crossOrigin: "", href };
    document.head.append(Object.assign(document.createElement("link"), early));
  }
}
