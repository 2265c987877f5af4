/* Where the book is served, pip can take the wheel from the site: the same command, with an address. */
for (const link of document.querySelectorAll("a.lr-wheel")) {
  if (!location.protocol.startsWith("http")) break;
  const name = link.getAttribute("href").split("/").pop();
  const saved = [...document.querySelectorAll("div.highlight")].find((block) => block.textContent.includes(`"${name}[`));
  const block = saved?.closest("div[class*='highlight-']");
  if (!block || block.nextElementSibling?.classList.contains("lr-from-here")) continue;
  const words = document.createElement("p");
  words.className = "lr-from-here";
  words.textContent = "Or straight from this site, in one line:";
  const copy = block.cloneNode(true);
  const pre = copy.querySelector("pre");
  pre.textContent = pre.textContent.replace(/"[^"]+\.whl\[(.+?)\]"/, `"lrlib[$1] @ ${link.href}"`);
  block.after(words, copy);
}
