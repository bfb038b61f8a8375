// The page of a corpus: what a change of filter, language or view does.
geotag.shown = "circles"; // or "heat", or "both"
geotag.chosen = null; // the place whose articles are listed

geotag.start = (map) => {
  geotag.map = map;
  geotag.canvas = L.canvas({ padding: 0.3 });
  geotag.circles = L.layerGroup().addTo(map);
  geotag.outlines = new Map(); // by place
  geotag.heat = new geotag.Heat();
  geotag.index();
  geotag.nameBaseMap();
  geotag.applyFilter();
  geotag.showExtent();
  map.on("moveend resize theme", () => geotag.drawCircles(map));
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => geotag.drawCircles(map));
  geotag.startFilters();
  geotag.startTime(geotag.refresh);
  geotag.whenSpoken.push(geotag.refresh);
  geotag.startControls(map);
  geotag.startSearch();
};

geotag.refresh = () => {
  geotag.applyFilter();
  geotag.drawCircles(geotag.map);
  geotag.heat.draw();
  if (geotag.chosen === null) geotag.showPlaces();
  else geotag.showPlace(geotag.chosen);
  const passing = geotag.countArticles(1, () => 0)[0];
  document.getElementById("passing").textContent = `${geotag.say("articles")}: ${passing}`;
};

geotag.startFilters = () => {
  const { filter, data, map } = geotag;
  const on = (id, event, set) =>
    document.getElementById(id).addEventListener(event, ({ target }) => {
      set(target.value);
      geotag.refresh();
    });
  on("source", "change", (value) => (filter.source = Number(value)));
  on("group", "change", (value) => (filter.group = Number(value)));
  on("person", "change", (value) => (filter.person = data.people.indexOf(value.trim())));
  on("confidence", "input", (value) => {
    filter.confidence = Number(value);
    document.getElementById("least").textContent = `${value}%`;
  });
  on("shown", "change", (value) => {
    geotag.shown = value;
    if (value === "circles") geotag.heat.remove();
    else geotag.heat.addTo(map);
  });
};

geotag.showExtent = () => {
  const { lat, lon } = geotag.data.places;
  const points = lat.map((degrees, i) => [degrees, lon[i]]);
  if (points.length > 0) geotag.map.fitBounds(points, { padding: [30, 30], maxZoom: 7, animate: false });
};

geotag.goTo = (place) => {
  const { lat, lon } = geotag.data.places;
  geotag.map.setView([lat[place], lon[place]], Math.max(geotag.map.getZoom(), 7), { animate: false });
  geotag.showPlace(place);
};

geotag.searchable = () =>
  geotag.data.places.name.map((name, place) => ({
    name,
    keys: [...new Set(name.map(geotag.fold))],
    what: geotag.data.kinds[geotag.data.places.kind[place]],
    go: () => geotag.goTo(place),
  }));
