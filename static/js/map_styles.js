// @ts-check
// How the city's background is drawn: paper land, roads with a casing, names with a halo, by distance.
import * as ol from "../vendor/openlayers/ol.js";
import { mapColours, mapFont } from "./map_colours.js";

// Road widths in pixels by class (0 widest), from far to near.
const WIDTHS = [[1, 2, 4.5, 8], [0.5, 1.2, 3, 6], [0, 0.5, 1.8, 4]];

const chinese = () => document.documentElement.lang.startsWith("zh");
/** @param {any} feature */
const nameOf = (feature) => feature.get(chinese() ? "n_zh" : "n_en") || feature.get(chinese() ? "name_zh" : "name_en") || "";
/** @param {string} color */
const fill = (color) => new ol.Style({ fill: new ol.Fill({ color }) });

/** @param {any} colours @param {string} words @param {string} font @param {object} [more] */
const label = (colours, words, font, more = {}) => new ol.Text({
  text: words, font: `${font} ${mapFont()}`, fill: new ol.Fill({ color: colours.label }),
  stroke: new ol.Stroke({ color: colours.halo, width: 3 }), ...more,
});

/** @param {any} colours @returns {(feature: any, resolution: number) => any} */
function roadStyle(colours) {
  return (feature, resolution) => {
    const rank = Math.min(Number(feature.get("r") ?? 2), 2);
    const width = WIDTHS[rank][resolution > 30 ? 0 : resolution > 14 ? 1 : resolution > 5 ? 2 : 3];
    if (!width) return [];
    const named = resolution < (rank < 2 ? 5 : 2.2) && nameOf(feature);
    const line = (/** @type {string} */ color, /** @type {number} */ w, /** @type {number} */ zIndex) =>
      new ol.Style({ zIndex, stroke: new ol.Stroke({ color, width: w, lineCap: "round", lineJoin: "round" }) });
    const top = line(colours.roads[rank], width, 6 - rank);
    if (named) top.setText(label(colours, named, "500 11.5px", { placement: "line", maxAngle: 0.5 }));
    return [line(colours.casing, width + 1.4, 2 - rank), top];
  };
}

/** @param {any} colours @returns {(feature: any, resolution: number) => any} */
function areaStyle(colours) {
  return (feature, resolution) => {
    const district = ["district", "1", 1].includes(feature.get("l"));
    if (!district && resolution > 26) return [];
    return new ol.Style({
      stroke: new ol.Stroke({ color: colours.area, width: district ? 1.6 : 0.9, lineDash: district ? [8, 4] : [3, 4] }),
      text: label(colours, nameOf(feature), district ? "600 14px" : "500 12px", { overflow: true }),
    });
  };
}

/** @param {any} colours @returns {(feature: any, resolution: number) => any} */
function placeStyle(colours) {
  return (feature, resolution) => resolution > 7 ? [] : new ol.Style({
    image: new ol.CircleStyle({ radius: 2.5, fill: new ol.Fill({ color: colours.area }) }),
    text: label(colours, nameOf(feature), "400 11.5px", { offsetY: 11 }),
  });
}

/** Styles by layer in the theme now worn. @returns {Record<string, any>} */
export function stylesNow() {
  const colours = mapColours();
  return {
    land: fill(colours.land), park: fill(colours.park), water: fill(colours.water),
    road: roadStyle(colours), area: areaStyle(colours), place: placeStyle(colours),
  };
}
