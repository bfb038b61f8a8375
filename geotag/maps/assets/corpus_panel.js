// The panel: the places of most articles, or the articles of a place with their sentences.
geotag.PAGE = 50; // entries at a time

geotag.fillPanel = (heading, entries, item) => {
  const panel = document.getElementById("panel");
  const list = geotag.element("ul", { class: "entries" });
  const more = geotag.button("more", geotag.say("show more"), () => grow());
  let shown = 0;
  const grow = () => {
    list.append(...entries.slice(shown, shown + geotag.PAGE).map(item));
    shown += geotag.PAGE;
    more.hidden = shown >= entries.length;
  };
  grow();
  panel.replaceChildren(...heading, list, more);
};

geotag.choosePlace = (place) => {
  geotag.chosen = place;
  geotag.drawOutlines(geotag.map);
};

geotag.showPlaces = (places = geotag.ranked()) => {
  geotag.choosePlace(null);
  const heading = [geotag.element("h2", {}, geotag.say("all places"), " ", geotag.total(places.length))];
  geotag.fillPanel(heading, places, (place) => {
    const name = geotag.element("bdi", {}, geotag.pick(geotag.data.places.name[place]));
    const button = geotag.button("chip", name, () => geotag.goTo(place));
    button.append(" ", geotag.total(geotag.counts[place]));
    return geotag.element("li", {}, button);
  });
};

geotag.total = (count) => geotag.element("span", { class: "count" }, String(count));

geotag.showPlace = (place) => {
  const { element, say, pick } = geotag;
  const { places, kinds } = geotag.data;
  geotag.choosePlace(place);
  const found = geotag.articlesOf(place);
  const where = [kinds[places.kind[place]], places.country[place]].filter(Boolean).map(pick).join(" · ");
  const heading = [
    geotag.button("back", say("back"), () => geotag.showPlaces()),
    element("h2", {}, element("bdi", {}, pick(places.name[place]))),
    element("p", { class: "about" }, element("span", {}, where), element("span", {}, `${say("articles")}: ${found.length}`)),
  ];
  geotag.fillPanel(heading, found, geotag.articleItem);
  document.getElementById("panel").scrollTop = 0;
};

// The articles of a place that pass the filters, the newest first, each with its mentions of the place.
geotag.articlesOf = (place) => {
  const { article, place: of } = geotag.data.mentions;
  const found = new Map();
  for (let i = 0; i < of.length; i += 1) {
    if (of[i] !== place || !geotag.passes[i]) continue;
    if (!found.has(article[i])) found.set(article[i], []);
    found.get(article[i]).push(i);
  }
  const { date } = geotag.data.articles;
  return [...found].sort(([a], [b]) => date[b].localeCompare(date[a]) || a - b);
};

geotag.articleItem = ([article, mentions]) => {
  const { element, say } = geotag;
  const { title, url, date, source, sentences } = geotag.data.articles;
  const name = element("bdi", {}, title[article]);
  const link = { href: url[article], target: "_blank", rel: "noopener noreferrer", title: say("original") };
  const facts = [date[article] || say("undated"), geotag.data.sources[source[article]]].filter(Boolean).join(" · ");
  const quotes = mentions.map((i) => {
    const { sentence, start, length } = geotag.data.mentions;
    const text = sentences[article][sentence[i]];
    const [begin, end] = [start[i], start[i] + length[i]];
    const words = [text.slice(0, begin), element("b", {}, text.slice(begin, end)), text.slice(end)];
    return element("p", { class: "sentence", dir: "rtl", lang: "ar" }, ...words);
  });
  const head = element("h3", {}, url[article] ? element("a", link, name) : name);
  return element("li", {}, head, element("p", { class: "about" }, element("bdi", {}, facts)), ...quotes);
};
