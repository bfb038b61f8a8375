// Names on the map, as many as fit: those added first have the right of way.
geotag.names = {
  entries: [],

  // `radius` is that of the marker it names, in pixels; 0 puts the name upon its point.
  // `wanted` says whether it is, at a zoom and with a width.
  add(latlng, said, className, radius, wanted) {
    this.entries.push({ latlng: L.latLng(latlng), said, className, radius, wanted, marker: null, spoken: null });
  },

  clear(className) {
    for (const entry of this.entries) if (entry.className === className) entry.marker?.remove();
    this.entries = this.entries.filter((entry) => entry.className !== className);
  },

  arrange(map) {
    const taken = [];
    const [zoom, seen] = [map.getZoom(), map.getBounds().pad(0.1)];
    const near = this.entries.filter((entry) => seen.contains(entry.latlng) && entry.wanted(zoom, 0));
    for (const entry of this.entries) if (!near.includes(entry)) entry.marker?.getElement().classList.add("out");
    for (const entry of near) {
      this.draw(map, entry);
      entry.at = map.latLngToLayerPoint(entry.latlng);
      const reach = [entry.radius, entry.radius];
      entry.circle = L.bounds(entry.at.subtract(reach), entry.at.add(reach));
    }
    const circles = near.filter(({ className }) => className === "of-place");
    for (const entry of near) {
      const { marker, at, size, wanted } = entry;
      const shift = !wanted(zoom, size.x)
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

  draw(map, entry) {
    const text = geotag.pick(entry.said);
    if (entry.spoken === text) return;
    entry.spoken = text;
    entry.marker?.remove();
    const html = document.createElement("div");
    html.textContent = text;
    const icon = L.divIcon({ className: `map-name ${entry.className} out`, html, iconSize: null });
    entry.marker = L.marker(entry.latlng, { icon, interactive: false, keyboard: false, pane: "names" }).addTo(map);
    const element = entry.marker.getElement();
    entry.size = L.point(element.offsetWidth, element.offsetHeight);
  },

  // Where a name may begin, from its point: above its marker, below, left, right.
  shifts({ className, radius, size }) {
    const [middle, centre] = [-size.x / 2, -size.y / 2];
    if (className === "of-city") return [[middle, -radius]]; // its dot comes first
    if (radius === 0) return [[middle, centre]];
    const gap = radius + 3;
    return [[middle, -size.y - gap + 3], [middle, gap - 3], [-size.x - gap, centre], [gap, centre]];
  },
};
