// @ts-check
// How the city's background is drawn: paper land, roads with a casing, names with a halo, by distance.
import * as ol from "../vendor/openlayers/ol.js";
import { mapColours, mapFont } from "./map_colours.js";

// Road widths in pixels by class (0 widest), from far to near.
const WIDTHS = [[1, 2, 4.5, 8], [0.5, 1.2, 3, 6], [0, 0.5, 1.8, 4]];

// Metres per pixel from which a road of that class is named.
const NAMED = [14, 7, 3];

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
    const named = resolution < NAMED[rank] && nameOf(feature);
    const line = (/** @type {string} */ color, /** @type {number} */ w, /** @type {number} */ zIndex) =>
      new ol.Style({ zIndex, stroke: new ol.Stroke({ color, width: w, lineCap: "round", lineJoin: "round" }) });
    const top = line(colours.roads[rank], width, 6 - rank);
    if (named) top.setText(label(colours, named, "500 11.5px", { placement: "line", maxAngle: 0.5 }));
    return [line(colours.casing, width + 1.4, 2 - rank), top];
  };
}

/** @param {any} feature */
const isDistrict = (feature) => ["district", "1", 1].includes(feature.get("l"));
/** Streets are drawn from the scale at which a district fills the map. @param {any} feature @param {number} resolution */
const areaSeen = (feature, resolution) => isDistrict(feature) || resolution < 26;

/** A soft band beneath the roads: boundaries mostly run along them. @param {any} colours */
function areaStyle(colours) {
  return (/** @type {any} */ feature, /** @type {number} */ resolution) => {
    if (!areaSeen(feature, resolution)) return [];
    const width = resolution > 30 ? 2 : resolution > 14 ? 3.5 : 6;
    const color = `${colours.area}${isDistrict(feature) ? "5c" : "38"}`;
    return new ol.Style({ stroke: new ol.Stroke({ color, width: isDistrict(feature) ? width : width * 0.7 }) });
  };
}

/** @param {any} colours */
function nameStyle(colours) {
  return (/** @type {any} */ feature, /** @type {number} */ resolution) => {
    const font = isDistrict(feature) ? "600 14px" : "500 12px";
    return areaSeen(feature, resolution) ? new ol.Style({ text: label(colours, nameOf(feature), font, { overflow: true }) }) : [];
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
    road: roadStyle(colours), area: areaStyle(colours), name: nameStyle(colours), place: placeStyle(colours),
  };
}
