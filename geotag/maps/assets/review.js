// The page of a review: a form for each decision, and the map of the candidates of the one at hand.
geotag.start = (map) => {
  geotag.map = map;
  geotag.markers = L.layerGroup().addTo(map);
  geotag.nameBaseMap(map, new Set(), new Set());
  geotag.forms = geotag.data.decisions.map((decision, index) => new geotag.DecisionForm(decision, index));
  document.getElementById("decisions").append(...geotag.forms.map(({ item }) => item));
  map.on("moveend resize", () => geotag.names.arrange(map));
  map.on("click", ({ latlng }) => geotag.active?.point(latlng));
  geotag.whenSpoken.push(() => geotag.forms.forEach((form) => form.speak()), geotag.tellProgress, () => geotag.names.arrange(map));
  document.getElementById("save").addEventListener("click", geotag.save);
  geotag.showExtent = () => geotag.active?.show();
  geotag.startControls(map);
  geotag.forms[0]?.show();
};

geotag.tellProgress = () => {
  const done = geotag.forms.filter((form) => form.choice() !== "").length;
  document.getElementById("progress").textContent = `${geotag.say("reviewed")} ${done} ${geotag.say("of")} ${geotag.forms.length}`;
};

geotag.tell = (text, form = null) => {
  document.getElementById("message").textContent = text;
  for (const each of geotag.forms) each.item.classList.toggle("faulty", each === form);
  if (form) {
    form.show();
    form.fields.querySelector("input:checked").focus();
    form.item.scrollIntoView({ block: "center" });
  }
};

// Saves what was picked, or says what keeps it from being saved; nothing is saved in part.
geotag.save = () => {
  const picked = geotag.forms.filter((form) => form.choice() !== "");
  if (picked.length === 0) return geotag.tell(geotag.say("nothing"));
  for (const form of picked) {
    const fault = form.fault();
    if (fault) return geotag.tell(`${form.decision.name}: ${geotag.say(fault)}`, form);
  }
  const corrections = picked.map((form) => ({ ...form.correction(), form }));
  const conflict = geotag.corrections.conflict(corrections);
  if (conflict) {
    const [first, second] = conflict;
    const number = first.form.index + 1;
    return geotag.tell(`${geotag.say("conflict")}: ${number}. ${first.form.decision.name}`, second.form);
  }
  const rows = geotag.corrections.rows(corrections);
  geotag.corrections.download(geotag.corrections.csv(rows));
  return geotag.tell(`${geotag.say("saved")} ${rows.length}`);
};

geotag.DecisionForm = class {
  constructor(decision, index) {
    this.decision = decision;
    this.index = index;
    this.spoken = []; // elements and what they say
    this.item = this.build();
    this.item.addEventListener("focusin", () => this.show());
    this.item.addEventListener("change", () => {
      this.item.classList.toggle("done", this.choice() !== "");
      this.item.classList.remove("faulty");
      geotag.tellProgress();
      this.draw();
    });
  }

  // An element that says `said`, a pair or the key of one, in the language of the page.
  say(tag, attributes, said) {
    const element = geotag.element(tag, attributes);
    this.spoken.push(() => (element.textContent = typeof said === "function" ? said() : geotag.pick(said)));
    return element;
  }

  build() {
    const { element, words } = geotag;
    const { decision, index } = this;
    const legend = element("legend", {}, element("bdi", {}, decision.name), " ", this.say("span", { class: "count" }, () => this.summary()));
    const about = element("p", { class: "about" }, element("bdi", {}, decision.title));
    if (decision.source) about.append(element("bdi", {}, decision.source));
    if (decision.date) about.append(this.say("bdi", {}, decision.date));
    const quotes = decision.quotes.map(([before, name, after]) =>
      element("p", { class: "sentence", dir: "rtl", lang: "ar" }, before, element("b", {}, name), after),
    );
    const option = (value, ...label) => {
      const radio = element("input", { type: "radio", name: `pick-${index}`, value, autocomplete: "off" });
      return element("label", { class: "pick" }, radio, " ", ...label);
    };
    const leave = option("", this.say("span", {}, words.leave));
    leave.querySelector("input").checked = true;
    const candidates = decision.candidates.map((candidate, i) => this.candidate(option, candidate, i));
    this.lat = this.number("latitude");
    this.lon = this.number("longitude");
    const point = element("div", { class: "point" }, option("point", this.say("span", {}, words.coordinates)), this.lat, this.lon);
    const none = candidates.length ? null : this.say("p", { class: "count" }, words["nothing fits"]);
    this.fields = element("fieldset", {}, legend, about, ...quotes, none ?? "", ...candidates, option("none", this.say("span", {}, words["not a place"])), point, leave, this.scopes());
    return element("li", { class: "decision", id: `decision-${index}` }, this.fields);
  }

  candidate(option, candidate, number) {
    const { element } = geotag;
    const label = [
      element("i", { class: "number", "aria-hidden": "true" }, String(number + 1)),
      " ",
      this.say("bdi", {}, candidate.name),
      " ",
      this.say("bdi", { class: "count" }, () => this.second(candidate.name)),
      " ",
      this.say("span", { class: "count" }, candidate.description),
      ` ${candidate.percent}% `,
    ];
    if (candidate.place === this.decision.chosen) label.push(this.say("b", { class: "chosen" }, geotag.words.chosen));
    const picked = option(`candidate-${number}`, ...label);
    const reasons = candidate.reasons.length
      ? this.say("p", { class: "reasons" }, () => candidate.reasons.map(geotag.pick).join("؛ "))
      : "";
    return element("div", {}, picked, reasons);
  }

  // The name in the other language: many places share one in Arabic and not in English.
  second(name) {
    const other = name[1 - geotag.language];
    return other === geotag.pick(name) ? "" : other;
  }

  number(key) {
    const field = geotag.element("input", { type: "text", inputmode: "decimal", size: "9", dir: "ltr", autocomplete: "off" });
    this.spoken.push(() => {
      field.setAttribute("aria-label", geotag.say(key));
      field.placeholder = geotag.say(key);
    });
    field.addEventListener("input", () => {
      this.fields.querySelector('input[value="point"]').checked = true;
      field.dispatchEvent(new Event("change", { bubbles: true }));
    });
    return field;
  }

  scopes() {
    const { element, words } = geotag;
    const scopes = ["article", ...(this.decision.source ? ["source"] : []), "everywhere"];
    this.scope = element("select", { autocomplete: "off" }, ...scopes.map((scope) => this.say("option", { value: scope }, words[scope])));
    this.note = element("input", { type: "text", autocomplete: "off" });
    return element(
      "p",
      { class: "scope" },
      element("label", {}, this.say("span", {}, words["applies to"]), " ", this.scope),
      element("label", {}, this.say("span", {}, words.note), " ", this.note),
    );
  }

  summary() {
    const { decision } = this;
    const certainty = decision.certainty === null ? "" : `، ${geotag.say("certainty")} ${decision.certainty}%`;
    return `${geotag.pick(decision.status)}${certainty}، ${geotag.say("mentions")}: ${decision.count}`.replaceAll("،", geotag.language ? "," : "،");
  }

  speak() {
    for (const action of this.spoken) action();
  }

  choice() {
    return this.fields.querySelector("input[type=radio]:checked").value;
  }

  // The word for what is wrong with what was picked, or null.
  fault() {
    if (this.choice() !== "point") return null;
    const within = (field, limit) => Math.abs(geotag.corrections.number(field.value)) <= limit;
    if (!within(this.lat, 90)) return "bad latitude";
    return within(this.lon, 180) ? null : "bad longitude";
  }

  correction() {
    const { decision } = this;
    const [kind, number] = this.choice().split("-");
    const scope = this.scope.value;
    const values = {
      scope,
      where: scope === "everywhere" ? "" : decision[scope],
      name: decision.name,
      note: this.note.value.trim(),
    };
    if (kind === "candidate") values.place = decision.candidates[Number(number)].place;
    else if (kind === "none") values.place = geotag.data.notAPlace;
    else {
      values.lat = geotag.corrections.number(this.lat.value);
      values.lon = geotag.corrections.number(this.lon.value);
    }
    return { keys: decision.keys, row: geotag.corrections.row(values) };
  }

  // Puts the candidates on the map; one that is clicked there is picked.
  show() {
    if (geotag.active === this) return;
    geotag.active?.item.classList.remove("active");
    geotag.active = this;
    this.item.classList.add("active");
    this.draw();
    const points = this.decision.candidates.map(({ at }) => at);
    if (points.length > 0) geotag.map.fitBounds(points, { padding: [60, 60], maxZoom: 6, animate: false });
    geotag.names.arrange(geotag.map);
  }

  draw() {
    if (geotag.active !== this) return;
    geotag.markers.clearLayers();
    const choice = this.choice();
    this.decision.candidates.forEach(({ at, name }, i) => {
      const picked = choice === `candidate-${i}`;
      const html = geotag.element("span", {}, String(i + 1));
      const icon = L.divIcon({ className: `candidate${picked ? " picked" : ""}`, html, iconSize: [26, 26] });
      L.marker(at, { icon, keyboard: false })
        .bindTooltip(() => geotag.element("bdi", {}, geotag.pick(name)))
        .on("click", () => this.pick(`candidate-${i}`))
        .addTo(geotag.markers);
    });
    if (choice !== "point" || this.fault()) return;
    const at = [this.lat, this.lon].map(({ value }) => geotag.corrections.number(value));
    L.circleMarker(at, { className: "place group-town", radius: 8 }).addTo(geotag.markers);
  }

  pick(value) {
    const radio = this.fields.querySelector(`input[value="${value}"]`);
    radio.checked = true;
    radio.focus();
    radio.dispatchEvent(new Event("change", { bubbles: true }));
  }

  // A click on the map says where the name is, once coordinates are what was picked.
  point(latlng) {
    if (this.choice() !== "point") return;
    const at = latlng.wrap();
    this.lat.value = at.lat.toFixed(4);
    this.lon.value = at.lng.toFixed(4);
    this.pick("point");
  }
};
