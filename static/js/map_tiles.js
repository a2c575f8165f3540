// @ts-check
// The grid from vector tiles: areas of the level that the zoom shows, coloured by class, with a stronger line around
// the wider ones and a name each. Tiles hold no cases: figures come apart and are joined here by id.
import * as ol from "../vendor/openlayers/ol.js";
import { gridColours, mapColours, mapFont } from "./map_colours.js";

const NEAREST = 17;
const chinese = () => document.documentElement.lang.startsWith("zh");
/** Half see-through, so that streets stay readable. */
const SEEN_THROUGH = "85";

/** @typedef {{values: Record<string, number>, steps: number[], chosen: number | null}} Figures */

/** The class of a figure: 0 for none. @param {number | undefined} value @param {number[]} steps */
export const classOf = (value, steps) => value ? steps.filter((begin) => value >= begin).length : 0;

/** Styles in the theme now worn. @param {Figures} figures */
function stylesOf(figures) {
  const colours = mapColours(), { classes, edge, chosen } = gridColours();
  const line = new ol.Stroke({ color: edge, width: 0.75 });
  // The lowest class is clear; a fill that cannot be seen lets a click find the area all the same.
  const areas = ["#00000000", ...classes.map((color) => color + SEEN_THROUGH)].map(
    (color) => new ol.Style({ fill: new ol.Fill({ color }), stroke: line }));
  const picked = new ol.Style({ zIndex: 5, stroke: new ol.Stroke({ color: chosen, width: 3.5 }) });
  const above = new ol.Style({ zIndex: 2, stroke: new ol.Stroke({ color: colours.area, width: 1.75 }) });
  return { colours, areas, picked, above, figures };
}

/** @param {any} feature @param {any} colours */
function nameStyle(feature, colours) {
  const cell = feature.get("level") === "cell";
  const words = cell ? feature.get("code").slice(-3) : feature.get(chinese() ? "name_zh" : "name_en");
  return new ol.Style({ text: new ol.Text({
    text: words || feature.get("code"), font: `${cell ? "500 11px" : "600 13px"} ${mapFont()}`, overflow: true,
    fill: new ol.Fill({ color: colours.label }), stroke: new ol.Stroke({ color: colours.halo, width: 3 }),
  }) });
}

/** @param {ReturnType<typeof stylesOf>} styles */
const drawBy = (styles) => (/** @type {any} */ feature) => {
  const layer = feature.get("layer");
  if (layer === "name") return nameStyle(feature, styles.colours);
  if (layer === "above") return styles.above;
  const { values, steps, chosen } = styles.figures, id = feature.getId();
  const area = styles.areas[Math.min(classOf(values[id], steps), styles.areas.length - 1)];
  return id === chosen ? [area, styles.picked] : area;
};

/**
 * The layer of tiles at `url` ({z}, {x}, {y}); `show(figures)` colours it anew, `zoom()` says which tiles are drawn.
 * @param {any} map @param {string} url
 */
export function gridLayer(map, url) {
  const source = new ol.VectorTileSource({ format: new ol.MVT(), url, maxZoom: NEAREST });
  /** @type {Figures} */
  let figures = { values: {}, steps: [], chosen: null };
  const layer = new ol.VectorTileLayer({
    source, zIndex: 8, declutter: "names", style: drawBy(stylesOf(figures)), properties: { name: "grid" },
  });
  const show = (/** @type {Partial<Figures>} */ news) => {
    figures = { ...figures, ...news };
    layer.setStyle(drawBy(stylesOf(figures)));
  };
  document.addEventListener("theme-changed", () => show({}));
  map.addLayer(layer);
  const zoom = () => source.getTileGrid().getZForResolution(map.getView().getResolution(), source.zDirection);
  // A name stands for its area: they share an id, and of one id the map tells only the uppermost feature.
  const areaAt = (/** @type {number[]} */ pixel) => map.forEachFeatureAtPixel(
    pixel, (/** @type {any} */ hit) => hit.get("layer") === "above" ? undefined : hit,
    { layerFilter: (/** @type {any} */ one) => one === layer });
  return { layer, show, zoom, areaAt, figures: () => figures };
}
