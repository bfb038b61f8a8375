// Names on the map, as many as fit: those added first have the right of way.
geotag.names = {
  entries: [],

  // `radius` is that of the marker it names, in pixels; 0 puts the name upon its point.
  add(map, latlng, text, className, radius, wanted) {
    const html = document.createElement("div");
    html.textContent = text;
    const icon = L.divIcon({ className: `map-name ${className} out`, html, iconSize: null });
    const marker = L.marker(latlng, { icon, interactive: false, keyboard: false, pane: "names" }).addTo(map);
    this.entries.push({ marker, radius, wanted });
  },

  arrange(map) {
    const taken = [];
    for (const entry of this.entries) {
      entry.size ??= this.sizeOf(entry.marker.getElement());
      entry.at = map.latLngToLayerPoint(entry.marker.getLatLng());
      entry.circle = L.bounds(entry.at.subtract([entry.radius, entry.radius]), entry.at.add([entry.radius, entry.radius]));
    }
    const circles = this.entries.filter(({ radius }) => radius > 0);
    for (const entry of this.entries) {
      const { marker, at, size, wanted } = entry;
      const shift = !wanted(map, size.x)
        ? undefined
        : this.shifts(entry).find((candidate) => {
            const box = L.bounds(at.add(candidate), at.add(candidate).add(size));
            const free =
              !taken.some((other) => other.overlaps(box)) &&
              !circles.some((other) => other !== entry && other.circle.overlaps(box));
            return free && taken.push(box);
          });
      const element = marker.getElement();
      element.classList.toggle("out", shift === undefined);
      element.style.marginLeft = `${shift?.[0] ?? 0}px`;
      element.style.marginTop = `${shift?.[1] ?? 0}px`;
    }
  },

  sizeOf(element) {
    return L.point(element.offsetWidth, element.offsetHeight);
  },

  // Where a name may begin, from its point: above its marker, below, left, right.
  shifts({ radius, size }) {
    const [middle, centre] = [-size.x / 2, -size.y / 2];
    if (radius === 0) return [[middle, centre]];
    const gap = radius + 3;
    return [[middle, -size.y - gap + 3], [middle, gap - 3], [-size.x - gap, centre], [gap, centre]];
  },
};
