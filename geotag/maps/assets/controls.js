// The controls of a page: what of the map is shown, in which colours, language and theme, and how large.
geotag.startControls = (map) => {
  const on = (selector, event, action) => document.querySelector(selector)?.addEventListener(event, action);
  for (const button of document.querySelectorAll("[data-view]")) {
    button.addEventListener("click", () => geotag.showExtent(button.dataset.view));
  }
  on("#colours", "change", ({ target }) => {
    const confidence = target.value === "confidence";
    document.querySelector(".map").classList.toggle("by-confidence", confidence);
    for (const key of document.querySelectorAll("[data-key]")) key.hidden = key.dataset.key !== target.value;
  });
  on("#language", "click", () => {
    geotag.speak(1 - geotag.language);
    map.invalidateSize({ animate: false });
  });
  on("#theme", "click", () => {
    const system = window.matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
    const root = document.documentElement;
    root.dataset.theme = (root.dataset.theme ?? system) === "dark" ? "light" : "dark";
    map.fire("theme");
  });
  on("#full", "click", () => {
    if (document.fullscreenElement) document.exitFullscreen();
    else document.querySelector(".map").requestFullscreen();
  });
  document.addEventListener("fullscreenchange", () => map.invalidateSize({ animate: false }));
  on("#print", "click", () => window.print());
  window.matchMedia("print").addEventListener("change", () => {
    map.invalidateSize({ animate: false });
    geotag.showExtent("all");
  });
  geotag.speak(0);
};
