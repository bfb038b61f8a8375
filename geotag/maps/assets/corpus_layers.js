// Circles for places and clusters of places, the outlines under them, and heat, all on canvas.
geotag.CELL = 52; // pixels: places nearer to one another share a circle

// What a colour of the style sheet is, in the present theme.
geotag.colour = (name) => {
  const probe = document.getElementById("probe");
  probe.style.color = `var(--${name})`;
  return getComputedStyle(probe).color;
};

geotag.clusters = (map) => {
  const { places } = geotag.data;
  const [zoom, apart] = [map.getZoom(), map.getZoom() >= map.getMaxZoom()];
  const cells = new Map();
  const cellOf = new Int32Array(places.name.length).fill(-1);
  const found = [];
  for (const place of geotag.ranked()) {
    const at = map.project([places.lat[place], places.lon[place]], zoom);
    const key = apart ? `${at.x},${at.y}` : `${Math.floor(at.x / geotag.CELL)},${Math.floor(at.y / geotag.CELL)}`;
    if (!cells.has(key)) {
      cells.set(key, found.length);
      found.push({ places: [], at: L.latLng(places.lat[place], places.lon[place]) }); // where its largest place is
    }
    cellOf[place] = cells.get(key);
    found[cellOf[place]].places.push(place);
  }
  const counts = geotag.countArticles(found.length, (place) => cellOf[place]);
  found.forEach((cluster, i) => (cluster.count = counts[i]));
  return found;
};

// The outline of a country or division, or null; on the canvas of the circles, which would hide one of its own.
geotag.outlineOf = (place) => {
  const { shape, code } = geotag.data.places;
  if (!geotag.outlines.has(place)) {
    const known = shape[place] ?? (code[place] ? geotag.countryOf(code[place])?.geometry.coordinates : null);
    const style = { renderer: geotag.canvas, bubblingMouseEvents: false };
    const outline = known ? L.polygon(L.GeoJSON.coordsToLatLngs(known, 2), style) : null;
    outline?.bindTooltip(() => geotag.circleWords({ places: [place], count: geotag.counts[place] }), { sticky: true });
    outline?.on("click", () => geotag.showPlace(place));
    geotag.outlines.set(place, outline);
  }
  return geotag.outlines.get(place);
};

// How far an outline reaches on the screen, in pixels; 0 where it is out of sight.
geotag.reachOf = (map, outline) => {
  const bounds = outline.getBounds();
  if (!map.getBounds().intersects(bounds)) return 0;
  const { x, y } = map.latLngToLayerPoint(bounds.getSouthEast()).subtract(map.latLngToLayerPoint(bounds.getNorthWest()));
  return Math.sqrt(x * y);
};

// The larger below, the fuller the more articles, the chosen one with a firm line.
geotag.drawOutlines = (map) => {
  const { places, groups } = geotag.data;
  const colours = groups.map(geotag.colour);
  const ranked = geotag.shown === "heat" ? [] : geotag.ranked();
  const most = geotag.counts[ranked[0]];
  const seen = new Map();
  for (const place of ranked) {
    const outline = geotag.outlineOf(place);
    const reach = outline ? geotag.reachOf(map, outline) : 0;
    if (reach > geotag.CELL / 2) seen.set(place, reach);
  }
  for (const [place, outline] of geotag.outlines) if (outline && !seen.has(place)) outline.remove();
  for (const [place] of [...seen].sort(([, a], [, b]) => a - b)) {
    const color = colours[places.group[place]];
    const weight = place === geotag.chosen ? 3 : 1;
    const fillOpacity = 0.04 + 0.16 * Math.sqrt(geotag.counts[place] / most);
    const style = { color, weight, opacity: 0.8, fillColor: color, fillOpacity };
    geotag.outlineOf(place).setStyle(style).addTo(map).bringToBack();
  }
};

geotag.drawCircles = (map) => {
  const { places, groups } = geotag.data;
  geotag.circles.clearLayers();
  geotag.drawOutlines(map);
  geotag.names.clear("of-place");
  const clusters = geotag.shown === "heat" ? [] : geotag.clusters(map).sort((a, b) => b.count - a.count);
  const named = clusters.slice(0, 80).map((cluster) => cluster.places[0]);
  geotag.named.countries = new Set(named.map((place) => places.code[place]));
  geotag.named.places = new Set(named.map((place) => places.name[place][0]));
  if (geotag.shown === "heat") return geotag.names.arrange(map);
  const most = clusters[0]?.count ?? 1;
  const colours = groups.map(geotag.colour);
  clusters.forEach((cluster, i) => {
    const [place] = cluster.places;
    const several = cluster.places.length > 1;
    const radius = 5 + 21 * Math.sqrt(cluster.count / most);
    const colour = colours[places.group[place]];
    const circle = L.circleMarker(cluster.at, {
      renderer: geotag.canvas,
      radius,
      color: colour,
      weight: several ? 4 : 2,
      opacity: several ? 0.55 : 1,
      fillColor: colour,
      fillOpacity: 0.55,
      bubblingMouseEvents: false,
    });
    circle.bindTooltip(() => geotag.circleWords(cluster), { direction: "top" });
    circle.on("click", () => geotag.openCluster(map, cluster));
    geotag.circles.addLayer(circle);
    if (i < named.length) geotag.names.add(cluster.at, places.name[place], "of-place", radius, () => true);
  });
  geotag.names.entries.sort((a, b) => Number(b.className === "of-place") - Number(a.className === "of-place"));
  geotag.names.arrange(map);
  geotag.drawn = clusters;
};

geotag.circleWords = ({ places, count }) => {
  const name = geotag.element("bdi", {}, geotag.pick(geotag.data.places.name[places[0]]));
  const more = places.length > 1 ? ` +${places.length - 1}` : "";
  return geotag.element("span", {}, name, `${more} · ${geotag.say("articles")}: ${count}`);
};

geotag.openCluster = (map, { places, at }) => {
  if (places.length === 1) geotag.showPlace(places[0]);
  else if (map.getZoom() >= map.getMaxZoom()) geotag.showPlaces(places);
  else {
    const corners = places.map((place) => [geotag.data.places.lat[place], geotag.data.places.lon[place]]);
    const zoom = Math.max(map.getZoom() + 1, map.getBoundsZoom(L.latLngBounds(corners).pad(0.2)));
    map.setView(at, Math.min(zoom, map.getMaxZoom()), { animate: false });
  }
};

geotag.Heat = L.Layer.extend({
  onAdd(map) {
    this.canvas = L.DomUtil.create("canvas", "heat leaflet-zoom-hide", map.getPanes().overlayPane);
    map.on("moveend resize", this.draw, this);
    this.draw();
  },

  onRemove(map) {
    this.canvas.remove();
    map.off("moveend resize", this.draw, this);
  },

  draw() {
    const [map, reach] = [this._map, 26];
    if (!map) return;
    const { x, y } = map.getSize();
    Object.assign(this.canvas, { width: x, height: y });
    L.DomUtil.setPosition(this.canvas, map.containerPointToLayerPoint([0, 0]));
    const context = this.canvas.getContext("2d", { willReadFrequently: true });
    const most = geotag.counts.reduce((a, b) => Math.max(a, b), 1);
    for (const place of geotag.ranked()) {
      const at = map.latLngToContainerPoint([geotag.data.places.lat[place], geotag.data.places.lon[place]]);
      if (at.x < -reach || at.y < -reach || at.x > x + reach || at.y > y + reach) continue;
      const glow = context.createRadialGradient(at.x, at.y, 0, at.x, at.y, reach);
      glow.addColorStop(0, `rgb(0 0 0 / ${0.15 + 0.85 * Math.sqrt(geotag.counts[place] / most)})`);
      glow.addColorStop(1, "rgb(0 0 0 / 0)");
      context.fillStyle = glow;
      context.fillRect(at.x - reach, at.y - reach, 2 * reach, 2 * reach);
    }
    if (x > 0 && y > 0) this.colourise(context, x, y);
  },

  // Opacity becomes a colour: the denser, from yellow to red.
  colourise(context, width, height) {
    const image = context.getImageData(0, 0, width, height);
    for (let i = 0; i < image.data.length; i += 4) {
      const heat = image.data[i + 3] / 255;
      if (heat === 0) continue;
      image.data.set([230, 210 * (1 - heat), 40 * (1 - heat), 40 + 190 * heat], i);
    }
    context.putImageData(image, 0, 0);
  },
});
