// The page for addresses that do not exist is served under any of them, and perhaps not where the
// book was built for. It asks for this script at every place where the root may be; the first that
// answers tells where it is, and the page's links and sheets follow.
(() => {
  const page = document.documentElement;
  if (page.dataset.found) return;
  page.dataset.found = "yes";
  const root = new URL("../", document.currentScript.src).href;
  const built = new URL(page.dataset.root, location.href).href;
  if (root === built) return;
  const move = (tag, name) => {
    const value = tag.getAttribute(name);
    if (value?.startsWith(page.dataset.root)) tag.setAttribute(name, root + value.slice(page.dataset.root.length));
  };
  const all = () => {
    document.querySelectorAll("[href]").forEach((tag) => move(tag, "href"));
    document.querySelectorAll("img[src]").forEach((tag) => move(tag, "src"));
  };
  all();
  document.addEventListener("DOMContentLoaded", all);
})();
