// What later maps of a notebook need too, for them to take from the window around.
try {
  const text = (selector) => [...document.querySelectorAll(selector)].map((element) => element.textContent);
  (window.parent.geotagShared ??= {}).COMMON = [
    ...text("style"),
    ...text("script:not([type])").slice(0, 2),
    ...text("#geotag-countries, #geotag-cities"),
  ];
} catch {
  // The page stands alone, or in a window of another origin.
}
