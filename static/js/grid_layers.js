// @ts-check
// Outlines of areas over the city's background: what each kind looks like, in the colours of the theme.
import * as ol from "../vendor/openlayers/ol.js";
import { mapFont, token } from "./map_colours.js";

// Line colour, width, dash, and how much of the colour fills the area (in hex).
/** @type {Record<string, [string, number, number[] | undefined, string]>} */
const LOOKS = {
  land: ["map-area", 3, [2, 6], "00"], beside: ["idle", 1, undefined, "0d"], cell: ["brand", 1.5, undefined, "14"],
  chosen: ["brand", 3, undefined, "4d"], begun: ["ok", 3, [8, 5], "40"], after: ["ok", 3, [8, 5], "1f"],
  before: ["idle", 2.5, [3, 5], "33"], fault: ["late", 2.5, undefined, "8c"],
  gap: ["late", 2, undefined, "66"], away: ["warn", 1.5, undefined, "59"], off: ["info", 1.5, undefined, "40"],
  here: ["ok", 1.5, undefined, "33"],
};
const UNNAMED = ["land", "fault"];

/** @param {string} kind @param {string} words */
function styleOf(kind, words) {
  const [name, width, lineDash, share] = LOOKS[kind] ?? LOOKS.cell;
  const color = token(name);
  const text = words && !UNNAMED.includes(kind) ? new ol.Text({
    text: words, font: `600 12px ${mapFont()}`, fill: new ol.Fill({ color: token("map-label") }),
    stroke: new ol.Stroke({ color: token("map-halo"), width: 3 }), overflow: false,
  }) : undefined;
  return new ol.Style({ stroke: new ol.Stroke({ color, width, lineDash }), fill: new ol.Fill({ color: `${color}${share}` }), text });
}

/**
 * A layer of features that carry a kind and a code; `chosen` says which codes are highlighted, `quiet` whether those go unnamed.
 * @param {any} map @param {{zIndex?: number, chosen?: (code: string) => boolean, quiet?: () => boolean}} [wish]
 */
export function areaLayer(map, { zIndex = 10, chosen = () => false, quiet = () => false } = {}) {
  const source = new ol.VectorSource();
  const layer = new ol.VectorLayer({
    source, zIndex, style: (/** @type {any} */ feature) => {
      const code = feature.get("code") ?? "", words = feature.get("label") ?? code.slice(-3);
      return chosen(code) ? styleOf("chosen", quiet() ? "" : words) : styleOf(feature.get("kind"), words);
    },
  });
  map.addLayer(layer);
  document.addEventListener("theme-changed", () => layer.changed());
  return { source, layer };
}

const format = new ol.GeoJSON({ featureProjection: "EPSG:3857" });

/** @param {any} collection GeoJSON in degrees @returns {any[]} */
export const readFeatures = (collection) => format.readFeatures(collection);

/** @param {any} geometry @returns {any} GeoJSON in degrees, to the precision of a double */
export const writeGeometry = (geometry) => format.writeGeometryObject(geometry, { decimals: 15 });

/** @param {string} id of a json_script */
export const readJson = (id) => JSON.parse(document.getElementById(id)?.textContent ?? "null");

/** @param {any} map @param {any} source */
export function showAll(map, source) {
  if (!source.isEmpty()) map.getView().fit(source.getExtent(), { padding: [40, 40, 40, 64], maxZoom: 17 });
}
