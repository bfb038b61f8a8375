// Which mentions pass the filters, and how many articles each place or cluster has.
geotag.filter = { source: -1, person: -1, group: -1, confidence: 0, from: 0, to: 0 };

geotag.index = () => {
  const { articles, mentions, places } = geotag.data;
  const days = articles.date.map((date) => (date ? Math.floor(Date.parse(date) / 86400000) : NaN));
  const dated = days.filter((day) => !Number.isNaN(day));
  const first = dated.reduce((a, b) => Math.min(a, b), Infinity);
  const last = dated.reduce((a, b) => Math.max(a, b), -Infinity);
  const most = 60; // as many steps as a slider can show
  const step = dated.length ? Math.max(1, Math.ceil((last - first + 1) / most)) : 1;
  geotag.time = { first, last, step, bins: dated.length ? Math.floor((last - first) / step) + 1 : 0 };
  geotag.binOf = Int16Array.from(days, (day) => (Number.isNaN(day) ? -1 : Math.floor((day - first) / step)));
  geotag.filter.to = Math.max(0, geotag.time.bins - 1);
  geotag.passes = new Uint8Array(mentions.article.length);
  geotag.counts = new Uint32Array(places.name.length);
};

geotag.applyFilter = () => {
  const { articles, mentions, places } = geotag.data;
  const { source, person, group, confidence, from, to } = geotag.filter;
  const always = from === 0 && to === Math.max(0, geotag.time.bins - 1); // the undated pass too
  const article = Uint8Array.from(articles.title, (_, i) => {
    const inTime = always || (geotag.binOf[i] >= from && geotag.binOf[i] <= to);
    const fromSource = source < 0 || articles.source[i] === source;
    return Number(inTime && fromSource && (person < 0 || articles.people[i].includes(person)));
  });
  for (let i = 0; i < geotag.passes.length; i += 1) {
    geotag.passes[i] =
      article[mentions.article[i]] &&
      mentions.confidence[i] >= confidence &&
      (group < 0 || places.group[mentions.place[i]] === group);
  }
  geotag.counts = geotag.countArticles(places.name.length, (place) => place);
};

// Articles of each of `size` sets of places; `setOf` gives the set of a place, or -1. Mentions are in article order.
geotag.countArticles = (size, setOf) => {
  const { article, place } = geotag.data.mentions;
  const counts = new Uint32Array(size);
  const last = new Int32Array(size).fill(-1);
  for (let i = 0; i < article.length; i += 1) {
    const set = geotag.passes[i] ? setOf(place[i]) : -1;
    if (set >= 0 && last[set] !== article[i]) {
      last[set] = article[i];
      counts[set] += 1;
    }
  }
  return counts;
};

// The places that have articles, those of most first.
geotag.ranked = () =>
  [...geotag.counts.keys()].filter((i) => geotag.counts[i] > 0).sort((a, b) => geotag.counts[b] - geotag.counts[a] || a - b);
