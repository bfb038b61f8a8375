// What ties the text to the map: a mention leads to its place, a place steps through its mentions.
geotag.current = 0;
geotag.opened = null; // index of the place whose popup is open
geotag.steps = []; // of each place: which of its mentions is shown
geotag.arrive = () => {};

geotag.article = (index) => document.querySelector(`article[data-article="${index}"]`);
geotag.still = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;

geotag.start = (map) => {
  geotag.map = map;
  geotag.data.places.forEach((place, index) => {
    const layer = geotag.layers[index];
    const wanted = () => place.articles.includes(geotag.current);
    geotag.names.add(geotag.at(index), place.name, "of-place", layer.getRadius?.() ?? 0, wanted);
  });
  const places = geotag.data.places;
  geotag.named.countries = new Set(places.map(({ country }) => country));
  geotag.named.places = new Set(places.map(({ name }) => name[0]));
  geotag.nameBaseMap();
  // A popup moves the map to make room for itself: at once for those who want nothing to move.
  const { panBy } = map;
  map.panBy = (by, options) => panBy.call(map, by, { ...options, animate: !geotag.still() });
  map.on("moveend resize", () => geotag.names.arrange(map));
  map.on("click", () => map.closePopup());
  document.addEventListener("keydown", ({ key }) => key === "Escape" && map.closePopup());
  geotag.whenSpoken.push(() => map.closePopup(), () => geotag.names.arrange(map));

  const reading = document.querySelector(".reading");
  reading.addEventListener("click", ({ target }) => geotag.follow(target.closest("mark, .chip, .option")));
  reading.addEventListener("keydown", (event) => {
    const mark = event.target.closest("mark");
    if (mark && (event.key === "Enter" || event.key === " ")) {
      event.preventDefault();
      geotag.follow(mark, mark);
    }
  });
  document.getElementById("chooser")?.addEventListener("change", ({ target }) => geotag.choose(Number(target.value)));
  geotag.choose(0);
  geotag.startControls(map);
  geotag.startSearch();
};

geotag.choose = (index) => {
  geotag.current = index;
  for (const article of document.querySelectorAll("article")) {
    article.hidden = Number(article.dataset.article) !== index;
  }
  const chooser = document.getElementById("chooser");
  if (chooser) chooser.value = index;
  geotag.map.closePopup();
  geotag.data.places.forEach((place, i) => {
    const here = place.articles.includes(index);
    geotag.layers[i].getElement().classList.toggle("elsewhere", !here);
  });
  document.querySelector('[data-view="focus"]').hidden = geotag.data.articles[index].focus.length === 0;
  geotag.showExtent("all");
};

// `view` is "all", for every place of the article, or "focus", for those it is about.
geotag.showExtent = (view) => {
  const { articles, places } = geotag.data;
  const all = places.flatMap((place, i) => (place.articles.includes(geotag.current) ? [i] : []));
  const wanted = view === "focus" ? articles[geotag.current].focus : all;
  const points = wanted.map(geotag.at);
  if (points.length > 0) geotag.map.fitBounds(points, { padding: [45, 45], maxZoom: 7, animate: false });
  geotag.names.arrange(geotag.map);
};

// From a mark in the text or a name in a list to where it is; `from` gets the focus back.
geotag.follow = (element, from = null) => {
  if (!element) return;
  if (element.matches(".option")) {
    geotag.showOption(element);
    return;
  }
  const article = Number(element.closest("article").dataset.article);
  const own = element.dataset.mentions.split(" ")[0];
  const chip = element.closest("article").querySelector(`.names .chip[data-mentions~="${own}"]`) ?? element;
  const mentions = (element.matches(".chip") ? element : chip).dataset.mentions.split(" ").filter(Boolean);
  geotag.showMentions(article, mentions, { scroll: element.matches(".chip"), current: own });
  if (element.dataset.place === undefined) return;
  const place = Number(element.dataset.place);
  const here = geotag.mentionsHere(place);
  geotag.steps[place] = Math.max(0, here.indexOf(Number(own)));
  geotag.flyTo(geotag.at(place), geotag.zoomFor(place), () => geotag.openPopup(place, geotag.at(place), from));
};

// How near to go for a place: until an outline fills the map, or as near as its kind needs.
geotag.zoomFor = (place) => {
  const layer = geotag.layers[place];
  if (layer instanceof L.CircleMarker) return Math.max(geotag.map.getZoom(), geotag.data.places[place].zoom);
  return Math.min(8, Math.max(3, geotag.map.getBoundsZoom(layer.getBounds())));
};

geotag.flyTo = (latlng, zoom, arrive) => {
  const { map } = geotag;
  map.closePopup();
  map.off("moveend", geotag.arrive);
  geotag.arrive = arrive;
  map.once("moveend", geotag.arrive);
  map.flyTo(latlng, zoom, { animate: !geotag.still(), duration: 0.8 });
};

// A place that an ambiguous or unresolved name may mean.
geotag.showOption = (option) => {
  const at = L.latLng(Number(option.dataset.lat), Number(option.dataset.lon));
  const name = geotag.element("bdi", {}, option.querySelector(".what").textContent);
  geotag.flyTo(at, Math.max(geotag.map.getZoom(), 5), () => L.popup().setLatLng(at).setContent(name).openOn(geotag.map));
};

geotag.showMentions = (article, mentions, { scroll = true, current = mentions[0] } = {}) => {
  if (article !== geotag.current) geotag.choose(article);
  for (const mark of document.querySelectorAll("mark.lit")) mark.classList.remove("lit", "current");
  const within = geotag.article(article);
  for (const mention of mentions) {
    for (const mark of within.querySelectorAll(`mark[data-mentions~="${mention}"]`)) {
      mark.classList.add("lit");
      mark.classList.toggle("current", String(mention) === String(current));
    }
  }
  const first = within.querySelector("mark.current");
  if (scroll && first) first.scrollIntoView({ block: "center", behavior: geotag.still() ? "auto" : "smooth" });
};

geotag.mentionsHere = (place) =>
  geotag.data.places[place].occurrences
    .filter(({ article }) => article === geotag.current)
    .map(({ mention }) => mention);

// A click on a place opens it at its first mention; each further click goes on to the next.
geotag.visit = (place, at, from = null) => {
  if (geotag.opened === place) {
    geotag.step(place, 1);
  } else {
    geotag.steps[place] = 0;
    geotag.step(place, 0);
    geotag.openPopup(place, at, from);
  }
};

geotag.step = (place, by) => {
  const here = geotag.mentionsHere(place);
  if (here.length === 0) return;
  const now = ((geotag.steps[place] ?? 0) + by + here.length) % here.length;
  geotag.steps[place] = now;
  geotag.showMentions(geotag.current, here, { current: here[now] });
  const counter = document.querySelector(".popup .step");
  if (counter) counter.textContent = geotag.stepWords(now, here);
};

geotag.stepWords = (now, all) => `${now + 1} ${geotag.say("of")} ${all.length}`;

geotag.stepper = (place) => {
  const { element, button } = geotag;
  const here = geotag.mentionsHere(place);
  if (here.length < 2) return null;
  const move = (by, arrow, key) => {
    const made = button("move", arrow, () => geotag.step(place, by));
    made.setAttribute("aria-label", geotag.say(key));
    return made;
  };
  const count = element("span", { class: "step", "aria-live": "polite" }, geotag.stepWords(geotag.steps[place], here));
  return element("p", { class: "stepper" }, move(-1, "‹", "previous"), count, move(1, "›", "next"));
};
