// The places on the map, as markers or as outlines, and their popups.
geotag.layers = [];

geotag.addPlace = (index, layer) => {
  const place = geotag.data.places[index];
  geotag.layers[index] = layer;
  layer.bindTooltip(() => geotag.element("bdi", {}, geotag.pick(place.name)), { direction: "top", sticky: true });
  layer.on("click", ({ latlng }) => geotag.visit(index, layer instanceof L.CircleMarker ? geotag.at(index) : latlng));
  const element = layer.getElement();
  element.setAttribute("tabindex", "0");
  element.setAttribute("role", "button");
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    geotag.visit(index, geotag.at(index), element);
  });
  geotag.whenSpoken.push(() => {
    const count = place.facts.at(-1)[1];
    element.setAttribute("aria-label", `${geotag.pick(place.name)}, ${geotag.say("mentions")}: ${count}`);
  });
};

geotag.addOutline = (map, index, className) => {
  const place = geotag.data.places[index];
  const shape = place.shape ?? geotag.countryOf(place.country).geometry.coordinates;
  const style = { className: `${className} outline`, weight: 2, pane: "outlined", bubblingMouseEvents: false };
  geotag.addPlace(index, L.polygon(L.GeoJSON.coordsToLatLngs(shape, 2), style).addTo(map));
};

// Where a place is: a country that is an outline is where the base map has its name.
geotag.at = (index) => {
  const place = geotag.data.places[index];
  if (place.shape || geotag.layers[index] instanceof L.CircleMarker) return L.latLng(place.at);
  const [lon, lat] = geotag.countryOf(place.country).properties.at;
  return L.latLng(lat, lon);
};

// Opens the popup of a place. `from` is what to give the focus back to, where the keyboard led here.
geotag.openPopup = (index, at, from = null) => {
  const place = geotag.data.places[index];
  // A click on the place itself is to go on to its next mention, not to close it.
  const popup = L.popup({ minWidth: 220, maxWidth: 300, autoPanPadding: [12, 12], closeOnClick: false });
  popup.setLatLng(at).setContent(geotag.popup(index, place));
  popup.on("add", () => {
    const close = popup.getElement().querySelector(".leaflet-popup-close-button");
    close.setAttribute("aria-label", geotag.say("close"));
    const frame = popup.getElement().querySelector(".popup");
    frame.parentElement.setAttribute("tabindex", "0"); // it scrolls
    geotag.opened = index;
    geotag.layers[index].bringToFront().getElement().classList.add("lit");
    geotag.layers[index].closeTooltip();
    if (from) frame.focus();
  });
  popup.on("remove", () => {
    geotag.layers[index].getElement().classList.remove("lit");
    if (geotag.opened === index) geotag.opened = null;
    from?.focus();
  });
  popup.openOn(geotag.map);
};

geotag.popup = (index, place) => {
  const { element, pick, say } = geotag;
  const facts = place.facts.flatMap(([name, value]) => [
    element("dt", {}, pick(name)),
    element("dd", {}, element("bdi", {}, pick(value))),
  ]);
  const other = place.name[1 - geotag.language];
  const second = other === pick(place.name) ? null : element("bdi", { class: "second" }, other);
  const links = place.links.flatMap(({ label, href }) => [
    element("a", { href, target: "_blank", rel: "noopener noreferrer" }, pick(label)),
    " ",
  ]);
  return element(
    "div",
    { class: "popup", role: "dialog", "aria-label": pick(place.name), tabindex: "-1", dir: document.documentElement.dir },
    element("h3", {}, element("bdi", {}, pick(place.name)), " ", second),
    place.ambiguous ? element("p", { class: "doubt" }, say("doubtful")) : null,
    geotag.stepper(index),
    element("dl", {}, ...facts),
    geotag.list(say("could also be"), place.alternatives),
    geotag.list(say("why"), place.reasons),
    ...geotag.quotes(place),
    links.length ? element("p", {}, ...links) : null,
  );
};

geotag.list = (heading, items) => {
  const { element } = geotag;
  if (items.length === 0) return null;
  const lines = items.map((item) => element("li", {}, element("bdi", {}, geotag.pick(item))));
  return element("div", {}, element("h4", {}, heading), element("ul", {}, ...lines));
};

geotag.quotes = (place) => {
  const { element } = geotag;
  const most = 30;
  const shown = [];
  let article = null;
  for (const quote of place.occurrences.slice(0, most)) {
    if (quote.article !== article) {
      article = quote.article;
      const name = element("bdi", {}, geotag.data.articles[article].name);
      shown.push(element("h4", {}, `${geotag.say("in")}: `, name));
    }
    const button = geotag.button("quote", quote.before, () => geotag.showMentions(quote.article, [quote.mention]));
    button.setAttribute("dir", "rtl");
    button.setAttribute("lang", "ar");
    button.append(element("b", {}, quote.name), quote.after);
    shown.push(button);
  }
  const more = place.occurrences.length - most;
  return more > 0 ? [...shown, element("p", {}, `… ${more} ${geotag.say("more")}`)] : shown;
};
