// What ties the text to the map: a mention leads to its marker, a marker to its mentions.
geotag.current = 0;
geotag.arrive = () => {};

geotag.article = (index) => document.querySelector(`article[data-article="${index}"]`);

geotag.startReading = (map) => {
  geotag.map = map;
  geotag.data.places.forEach((place, index) => {
    const marker = geotag.markers[index];
    const wanted = () => place.articles.includes(geotag.current);
    geotag.names.add(map, marker.getLatLng(), place.name, "of-place", marker.getRadius(), wanted);
    marker.on("click", () => geotag.showPlaceInText(index));
  });
  geotag.nameCountries(map, new Set(geotag.data.places.map(({ country }) => country)));
  map.on("zoomend resize", () => geotag.names.arrange(map));

  const reading = document.querySelector(".reading");
  reading.addEventListener("click", ({ target }) => geotag.follow(target.closest("mark, .chip")));
  reading.addEventListener("keydown", (event) => {
    const mark = event.target.closest("mark");
    if (mark && (event.key === "Enter" || event.key === " ")) {
      event.preventDefault();
      geotag.follow(mark);
    }
  });
  for (const button of document.querySelectorAll("[data-view]")) {
    button.addEventListener("click", () => geotag.showExtent(button.dataset.view));
  }
  document.getElementById("chooser")?.addEventListener("change", ({ target }) => geotag.choose(Number(target.value)));
  window.matchMedia("print").addEventListener("change", () => {
    map.invalidateSize({ animate: false });
    geotag.showExtent("all");
  });
  geotag.choose(0);
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
    geotag.markers[i].getElement().classList.toggle("elsewhere", !place.articles.includes(index));
  });
  document.querySelector('[data-view="focus"]').hidden = geotag.data.articles[index].focus.length === 0;
  geotag.showExtent("all");
};

// `view` is "all", for every place of the article, or "focus", for those it is about.
geotag.showExtent = (view) => {
  const { articles, places } = geotag.data;
  const all = places.flatMap((place, i) => (place.articles.includes(geotag.current) ? [i] : []));
  const wanted = view === "focus" ? articles[geotag.current].focus : all;
  const points = wanted.map((i) => geotag.markers[i].getLatLng());
  if (points.length > 0) geotag.map.fitBounds(points, { padding: [45, 45], maxZoom: 7, animate: false });
  geotag.names.arrange(geotag.map);
};

geotag.follow = (element) => {
  if (!element) return;
  const article = Number(element.closest("article").dataset.article);
  const own = element.dataset.mentions.split(" ")[0];
  const chip = element.closest("article").querySelector(`.chip[data-mentions~="${own}"]`) ?? element;
  const mentions = chip.dataset.mentions.split(" ").filter(Boolean);
  geotag.showMentions(article, mentions, element === chip);
  if (element.dataset.place) geotag.flyTo(Number(element.dataset.place));
};

geotag.flyTo = (index) => {
  const { map } = geotag;
  const marker = geotag.markers[index];
  const zoom = Math.max(map.getZoom(), geotag.data.places[index].zoom);
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  map.closePopup();
  map.off("moveend", geotag.arrive);
  geotag.arrive = () => marker.openPopup();
  map.once("moveend", geotag.arrive);
  map.flyTo(marker.getLatLng(), zoom, { animate: !still, duration: 0.8 });
};

geotag.showMentions = (article, mentions, scroll = true) => {
  if (article !== geotag.current) geotag.choose(article);
  for (const mark of document.querySelectorAll("mark.lit")) mark.classList.remove("lit");
  const within = geotag.article(article);
  const marks = mentions.flatMap((m) => [...within.querySelectorAll(`mark[data-mentions~="${m}"]`)]);
  for (const mark of marks) mark.classList.add("lit");
  if (scroll && marks.length > 0) marks[0].scrollIntoView({ block: "center", behavior: "smooth" });
};

geotag.showPlaceInText = (index) => {
  const { occurrences } = geotag.data.places[index];
  const here = occurrences.filter(({ article }) => article === geotag.current);
  geotag.showMentions(geotag.current, here.map(({ mention }) => mention));
};
