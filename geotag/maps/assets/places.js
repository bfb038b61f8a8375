// The markers of places and their popups. All text goes in as text, never as markup.
geotag.data = JSON.parse(document.getElementById("geotag-data").textContent);
geotag.markers = [];

geotag.element = (tag, attributes, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children.filter((child) => child !== null));
  return element;
};

geotag.addPlace = (index, marker) => {
  const place = geotag.data.places[index];
  geotag.markers[index] = marker;
  marker.bindPopup(() => geotag.popup(place), { minWidth: 220, maxWidth: 300, autoPanPadding: [12, 12] });
  marker.bindTooltip(geotag.element("bdi", {}, place.name), { direction: "top" });
  marker.on("popupopen", ({ popup }) => {
    const close = popup.getElement().querySelector(".leaflet-popup-close-button");
    close.setAttribute("aria-label", "إغلاق");
    marker.bringToFront().getElement().classList.add("lit");
    marker.closeTooltip();
  });
  marker.on("popupclose", () => marker.getElement().classList.remove("lit"));
};

geotag.popup = (place) => {
  const { element } = geotag;
  const facts = place.facts.flatMap(([name, value]) => [
    element("dt", {}, name),
    element("dd", {}, element("bdi", {}, value)),
  ]);
  const english = place.name_en && element("bdi", { class: "english", lang: "en" }, place.name_en);
  const links = place.links.flatMap(({ label, href }) => [
    element("a", { href, target: "_blank", rel: "noopener noreferrer" }, label),
    " ",
  ]);
  return element(
    "div",
    { class: "popup", dir: "rtl", lang: "ar" },
    element("h3", {}, element("bdi", {}, place.name), " ", english),
    place.ambiguous ? element("p", { class: "doubt" }, "يحتمل الاسم أكثر من موضع") : null,
    element("dl", {}, ...facts),
    geotag.list("قد يكون أيضًا", place.alternatives),
    geotag.list("سبب الاختيار", place.reasons),
    ...geotag.quotes(place),
    links.length ? element("p", {}, ...links) : null,
  );
};

geotag.list = (heading, items) => {
  const { element } = geotag;
  if (items.length === 0) return null;
  const lines = items.map((item) => element("li", {}, element("bdi", {}, item)));
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
      shown.push(element("h4", {}, "في: ", element("bdi", {}, geotag.data.articles[article].name)));
    }
    const words = [quote.before, element("b", {}, quote.name), quote.after];
    const button = element("button", { type: "button", class: "quote" }, ...words);
    button.addEventListener("click", () => geotag.showMentions(quote.article, [quote.mention]));
    shown.push(button);
  }
  const more = place.occurrences.length - most;
  return more > 0 ? [...shown, element("p", {}, `… و${more} غيرها`)] : shown;
};
