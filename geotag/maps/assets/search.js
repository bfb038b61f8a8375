// The search box: a combobox over the names of all articles of the page.
geotag.startSearch = () => {
  const most = 8;
  const box = document.getElementById("search");
  const list = document.getElementById("found");
  const names = geotag.searchable();
  let shown = [];
  let active = -1;

  const close = () => {
    list.hidden = true;
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
    active = -1;
  };
  const choose = (entry) => {
    box.value = geotag.pick(entry.name);
    close();
    entry.go();
  };
  const mark = (index) => {
    active = index;
    [...list.children].forEach((item, i) => item.setAttribute("aria-selected", String(i === index)));
    box.setAttribute("aria-activedescendant", `found-${index}`);
  };
  const search = () => {
    const wanted = geotag.fold(box.value.trim());
    if (!wanted) return close();
    const rank = ({ keys }) => (keys.some((key) => key.startsWith(wanted)) ? 0 : 1);
    shown = names.filter(({ keys }) => keys.some((key) => key.includes(wanted)));
    shown = shown.sort((a, b) => rank(a) - rank(b)).slice(0, most);
    const items = shown.map((entry, i) => {
      const what = geotag.element("span", { class: "kind" }, geotag.pick(entry.what));
      const name = geotag.element("bdi", {}, geotag.pick(entry.name));
      const item = geotag.element("li", { role: "option", id: `found-${i}`, "aria-selected": "false" }, name, " ", what);
      item.addEventListener("pointerdown", (event) => {
        event.preventDefault();
        choose(entry);
      });
      return item;
    });
    if (items.length === 0) {
      const none = { role: "option", "aria-disabled": "true", "aria-selected": "false" };
      items.push(geotag.element("li", none, geotag.say("nothing found")));
    }
    list.replaceChildren(...items);
    list.hidden = false;
    box.setAttribute("aria-expanded", "true");
    active = -1;
  };
  box.addEventListener("input", search);
  box.addEventListener("blur", close);
  box.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
    if (event.key === "Enter" && shown.length > 0 && !list.hidden) choose(shown[Math.max(active, 0)]);
    if ((event.key === "ArrowDown" || event.key === "ArrowUp") && !list.hidden && shown.length > 0) {
      event.preventDefault();
      mark((active + (event.key === "ArrowDown" ? 1 : -1) + shown.length) % shown.length);
    }
  });
};

// Places once each, and the people, organisations and unresolved names of each article.
geotag.searchable = () => {
  const keys = (said) => [...new Set([said].flat().map(geotag.fold))];
  const places = geotag.data.places.map((place, index) => ({
    name: place.name,
    keys: keys(place.name),
    what: place.facts[0][1],
    go: () => {
      if (!place.articles.includes(geotag.current)) geotag.choose(place.articles[0]);
      const at = geotag.at(index);
      geotag.flyTo(at, geotag.zoomFor(index), () => geotag.visit(index, at, document.getElementById("search")));
    },
  }));
  const others = [...document.querySelectorAll(".names:not(.places, .ambiguous) > ul > li > .chip")].map((chip) => {
    const name = chip.querySelector("bdi").textContent;
    return { name, keys: keys(name), what: geotag.words[chip.dataset.what], go: () => geotag.followFromAfar(chip) };
  });
  return [...places, ...others];
};

geotag.followFromAfar = (chip) => {
  const article = Number(chip.closest("article").dataset.article);
  if (article !== geotag.current) geotag.choose(article);
  geotag.follow(chip);
};
