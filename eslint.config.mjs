// Rules for the pages' scripts: `make lint-js`. They share one scope: dom.js declares geotag, Leaflet declares L.
const browser = ["document", "window", "getComputedStyle", "Blob", "Event", "URL", "setTimeout", "L"].concat(
  ["atob", "DecompressionStream", "Response"],
);
const rules = {
  "array-callback-return": "error",
  "consistent-return": "off",
  eqeqeq: "error",
  "no-eval": "error",
  "no-implied-eval": "error",
  "no-new-func": "error",
  "no-redeclare": "error",
  "no-restricted-properties": ["error", { property: "innerHTML" }, { property: "outerHTML" }],
  "no-shadow": "error",
  "no-undef": "error",
  "no-unused-vars": "error",
  "no-var": "error",
  "prefer-const": "error",
  "prefer-template": "error",
};

export default [
  {
    files: ["geotag/maps/assets/*.js"],
    languageOptions: {
      ecmaVersion: 2023,
      sourceType: "script",
      globals: Object.fromEntries([...browser, "geotag"].map((name) => [name, "readonly"])),
    },
    rules,
  },
  { files: ["geotag/maps/assets/dom.js"], rules: { "no-redeclare": "off", "no-unused-vars": "off" } },
];
