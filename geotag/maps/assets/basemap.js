// The outlines of countries, and the names of countries and cities. The page's own places are named first.
geotag.countries = JSON.parse(document.getElementById("geotag-countries").textContent);
geotag.cities = JSON.parse(document.getElementById("geotag-cities").textContent);

geotag.countryOf = (code) => geotag.countries.features.find(({ properties }) => properties.code === code);

geotag.drawBaseMap = (map, overTiles) => {
  const panes = { outlines: 250, outlined: 350, names: 450 };
  for (const [name, level] of Object.entries(panes)) map.createPane(name).style.zIndex = level;
  map.getPane("names").style.pointerEvents = "none";
  map.getPane("names").setAttribute("aria-hidden", "true");
  map.getContainer().classList.toggle("over-tiles", overTiles);
  L.geoJSON(geotag.countries, {
    interactive: false,
    pane: "outlines",
    renderer: L.svg({ pane: "outlines", padding: 0.5 }),
    style: { className: "country", weight: 0.8, fillOpacity: 1 },
  }).addTo(map);
  map.attributionControl.setPrefix(false).addAttribution("Leaflet").addAttribution("Natural Earth");
  L.control.scale({ imperial: false }).addTo(map);
  const zoom = L.control.zoom({ position: "bottomleft" }).addTo(map);
  geotag.whenSpoken.push(() => {
    for (const [name, key] of [["in", "zoom in"], ["out", "zoom out"]]) {
      const button = zoom.getContainer().querySelector(`.leaflet-control-zoom-${name}`);
      button.title = geotag.say(key);
      button.setAttribute("aria-label", geotag.say(key));
    }
  });
  geotag.namesBaseMap = !overTiles; // tiles bring their own
};

// What the page names itself, and the base map therefore not: codes of countries, and places by their Arabic names.
geotag.named = { countries: new Set(), places: new Set() };

geotag.nameBaseMap = () => {
  if (!geotag.namesBaseMap) return;
  const english = new Intl.DisplayNames(["en"], { type: "region", fallback: "code" });
  const largestFirst = geotag.countries.features
    .map(({ properties }) => properties)
    .filter(({ name }) => name)
    .sort((a, b) => b.reach - a.reach);
  for (const { name, code, at, reach } of largestFirst) {
    const fits = (zoom, width) => width < (2.6 * reach * 256 * 2 ** zoom) / 360;
    const wanted = (zoom, width) => !geotag.named.countries.has(code) && fits(zoom, width);
    geotag.names.add([at[1], at[0]], [name, english.of(code)], "of-country", 0, wanted);
  }
  for (const [name, nameInEnglish, lat, lon, from] of geotag.cities) {
    const wanted = (zoom) => zoom >= from && !geotag.named.places.has(name);
    geotag.names.add([lat, lon], [name, nameInEnglish], "of-city", 2, wanted);
  }
};
