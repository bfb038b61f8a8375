// Building elements, and speaking Arabic or English. All text goes in as text, never as markup.
const geotag = {
  language: 0, // the index into a pair: 0 Arabic, 1 English
  words: JSON.parse(document.getElementById("geotag-words").textContent),
  data: JSON.parse(document.getElementById("geotag-data").textContent),
  whenSpoken: [], // what to do when the language changes
};

geotag.element = (tag, attributes, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children.filter((child) => child !== null));
  return element;
};

geotag.button = (className, label, action) => {
  const button = geotag.element("button", { type: "button", class: className }, label);
  button.addEventListener("click", action);
  return button;
};

// What is said in both languages is a pair.
geotag.pick = (said) => (Array.isArray(said) ? said[geotag.language] : said);
geotag.say = (key) => geotag.pick(geotag.words[key]);

// The template has the Arabic as text (or as label) and the English beside it.
geotag.speak = (language) => {
  geotag.language = language;
  document.documentElement.lang = ["ar", "en"][language];
  document.documentElement.dir = ["rtl", "ltr"][language];
  for (const element of document.querySelectorAll("[data-en]")) {
    element.dataset.ar ??= element.textContent;
    element.textContent = language ? element.dataset.en : element.dataset.ar;
  }
  for (const element of document.querySelectorAll("[data-en-label]")) {
    for (const name of ["aria-label", "placeholder", "title"].filter((each) => element.hasAttribute(each))) {
      element.dataset.arLabel ??= element.getAttribute(name);
      element.setAttribute(name, language ? element.dataset.enLabel : element.dataset.arLabel);
    }
  }
  for (const action of geotag.whenSpoken) action();
};

// Arabic as it is searched for: without vowel marks and tatweel, alefs, yehs and hehs as one.
geotag.fold = (text) =>
  text
    .toLowerCase()
    .replace(/[\u0610-\u061a\u0640\u064b-\u065f\u0670]/g, "")
    .replace(/[أإآٱ]/g, "ا")
    .replace(/ى/g, "ي")
    .replace(/ة/g, "ه");
