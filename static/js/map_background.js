// @ts-check
// The background to choose: what the city has drawn, a service of others, or a file of one's own.
import * as ol from "../vendor/openlayers/ol.js";
import { mapColours } from "./map_colours.js";

/** @typedef {{id: string, name: string, urls: string[], attribution: string, maxZoom: number, vector: boolean, kind: string}} Basemap */
const KEY = "govgrid-basemap";
const DRAWN = ["land", "park", "water", "road", "place"];

/** Shapes of a vector file by the usual names of its layers: enough to find one's way. @param {any} feature */
function shapeStyle(feature) {
  const colours = mapColours(), name = feature.get("layer");
  if (/water|ocean|lake|river/.test(name)) return new ol.Style({ fill: new ol.Fill({ color: colours.water }), stroke: new ol.Stroke({ color: colours.water, width: 1 }) });
  if (/park|landuse|landcover|green|wood/.test(name)) return new ol.Style({ fill: new ol.Fill({ color: colours.park }) });
  if (/road|transport|street/.test(name)) return new ol.Style({ stroke: new ol.Stroke({ color: colours.roads[0], width: 1.5 }) });
  return new ol.Style({ fill: new ol.Fill({ color: colours.land }), stroke: new ol.Stroke({ color: colours.casing, width: 0.75 }) });
}

/** @param {Basemap} basemap @returns {any[]} */
function layersOf({ urls, maxZoom, vector, kind }) {
  if (vector) return [new ol.VectorTileLayer({ zIndex: -5, source: new ol.VectorTileSource({ format: new ol.MVT(), url: urls[0], maxZoom, tileSize: 256 }), style: shapeStyle })];
  // OpenStreetMap's servers answer only who says from where it comes.
  const referrerPolicy = kind === "osm" ? "strict-origin-when-cross-origin" : undefined;
  return urls.map((url, n) => new ol.TileLayer({ zIndex: -5 + n, source: new ol.XYZ({ url, maxZoom, referrerPolicy }) }));
}

/** What was chosen on this device before. */
function before() {
  try { return localStorage.getItem(KEY) ?? ""; } catch { return ""; }
}

/**
 * Wire the chooser, if there is one, to the map; the attribution is shown as long as the background is.
 * @param {any} map @param {HTMLElement} frame @param {Basemap[]} basemaps
 */
export function chooseBackground(map, frame, basemaps) {
  const chooser = /** @type {HTMLSelectElement | null} */ (frame.querySelector("[data-basemap]"));
  const credit = /** @type {HTMLElement} */ (frame.querySelector("[data-credit]"));
  if (!chooser) return;
  /** @type {any[]} */
  let laid = [];
  const lay = () => {
    const basemap = basemaps.find((one) => one.id === chooser.value);
    laid.forEach((layer) => map.removeLayer(layer));
    laid = basemap ? layersOf(basemap) : [];
    laid.forEach((layer) => map.addLayer(layer));
    for (const layer of map.getLayers().getArray()) if (DRAWN.includes(layer.get("name"))) layer.setVisible(!basemap);
    credit.textContent = basemap?.attribution ?? "";
    try { localStorage.setItem(KEY, chooser.value); } catch { /* chosen until the page is left */ }
  };
  document.addEventListener("theme-changed", () => laid.forEach((layer) => layer.changed()));
  chooser.addEventListener("change", lay);
  if (basemaps.some((one) => one.id === before())) chooser.value = before();
  if (chooser.value) lay();
}
