// The outlines of countries. Their names come later, from geotag.nameCountries: those of places go first.
geotag.drawBaseMap = (map, overTiles) => {
  const countries = JSON.parse(document.getElementById("geotag-countries").textContent);
  map.createPane("outlines").style.zIndex = 250;
  map.createPane("names").style.zIndex = 450;
  map.getPane("names").style.pointerEvents = "none";
  map.getContainer().classList.toggle("over-tiles", overTiles);
  L.geoJSON(countries, {
    interactive: false,
    pane: "outlines",
    renderer: L.svg({ pane: "outlines", padding: 0.5 }),
    style: { className: "country", weight: 0.8, fillOpacity: 1 },
  }).addTo(map);
  map.attributionControl.setPrefix(false).addAttribution("Leaflet").addAttribution("Natural Earth");
  L.control.scale({ imperial: false }).addTo(map);
  L.control.zoom({ position: "bottomleft", zoomInTitle: "تكبير", zoomOutTitle: "تصغير" }).addTo(map);
  geotag.outlines = overTiles ? [] : countries.features;
};

// `taken` has the codes of countries that are named as places of the article.
geotag.nameCountries = (map, taken) => {
  const largestFirst = geotag.outlines
    .map(({ properties }) => properties)
    .filter(({ name, code }) => name && !taken.has(code))
    .sort((a, b) => b.reach - a.reach);
  for (const { name, at, reach } of largestFirst) {
    const wanted = (zoomed, width) => width < (2.6 * reach * 256 * 2 ** zoomed.getZoom()) / 360;
    geotag.names.add(map, [at[1], at[0]], name, "of-country", 0, wanted);
  }
};
