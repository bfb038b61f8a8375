// Makes countries.json, the outlines of the base map, from Natural Earth by way of npm. geotag/boundaries/data/README.md says how to run it.
import { readFileSync, writeFileSync } from "node:fs";
import { geoArea, geoEquirectangular } from "d3-geo";
import { geoProject } from "d3-geo-projection";
import countries from "i18n-iso-countries";
import polylabel from "polylabel";
import { feature } from "topojson-client";
import { presimplify, simplify, sphericalTriangleArea } from "topojson-simplify";

const topology = JSON.parse(readFileSync("node_modules/world-atlas/countries-50m.json", "utf8"));
const DETAIL = 7e-7; // steradians: a point that spans a triangle smaller than this with its neighbours is left out
const FAR = 9; // that many times coarser outside the lands that Arabic news names most
const NEAR = { west: -20, east: 75, south: -5, north: 57 };
const SMALLEST = 6e-6; // steradians: an island below it is left out, unless it is its country's largest
const arabic = new Intl.DisplayNames("ar", { type: "region", style: "short" });
// Longitude and latitude as they are, cut at the antimeridian: Natural Earth's polygons run across it.
const plane = geoEquirectangular().scale(180 / Math.PI).translate([0, 0]).reflectY(true).precision(0);

function code({ id, properties }) {
  return properties.name === "Kosovo" ? "XK" : id && countries.numericToAlpha2(id);
}

function polygons(geometry) {
  return geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
}

function withoutIslets(geometry) {
  const areas = polygons(geometry).map((coordinates) => geoArea({ type: "Polygon", coordinates }));
  const enough = Math.min(SMALLEST, Math.max(...areas));
  return { type: "MultiPolygon", coordinates: polygons(geometry).filter((_, i) => areas[i] >= enough) };
}

function rounded(ring) {
  const points = ring.map((point) => point.map((degrees) => Number(degrees.toFixed(2))));
  return points.filter((point, i) => i === 0 || String(point) !== String(points[i - 1]));
}

function planar(geometry) {
  return polygons(geoProject(geometry, plane))
    .map((rings) => rings.map(rounded).filter((ring) => ring.length > 3))
    .filter((rings) => rings.length > 0);
}

// Where a country's name goes, and how far (in degrees) its largest part reaches around that point.
function label(coordinates) {
  const best = coordinates.map((rings) => polylabel(rings, 0.1)).sort((a, b) => b.distance - a.distance)[0];
  return { at: [best[0], best[1]].map((d) => Number(d.toFixed(2))), reach: Number(best.distance.toFixed(2)) };
}

function weight(triangle) {
  const [longitude, latitude] = triangle[1];
  const near = longitude > NEAR.west && longitude < NEAR.east && latitude > NEAR.south && latitude < NEAR.north;
  return sphericalTriangleArea(triangle) / (near ? 1 : FAR);
}

const full = feature(topology, topology.objects.countries).features;
const outlines = simplify(presimplify(topology, weight), DETAIL);
const features = feature(outlines, outlines.objects.countries).features.map((country, i) => {
  let coordinates = planar(withoutIslets(country.geometry));
  if (coordinates.length === 0) coordinates = planar(withoutIslets(full[i].geometry)); // smaller than the detail
  const alpha2 = code(country);
  const named = alpha2 && alpha2 !== "AQ" ? { name: arabic.of(alpha2), ...label(coordinates) } : {};
  return { type: "Feature", properties: { code: alpha2 || null, ...named }, geometry: { type: "MultiPolygon", coordinates } };
});
features.sort((a, b) => String(a.properties.code).localeCompare(String(b.properties.code), "en"));
writeFileSync("countries.json", `{"type":"FeatureCollection","features":[\n${features.map((f) => JSON.stringify(f)).join(",\n")}\n]}\n`);
