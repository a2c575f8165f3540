// @ts-check
// The four tools of the editor as interactions of the map: each tells what was drawn, and nothing else.
import * as ol from "../vendor/openlayers/ol.js";
import { token } from "./map_colours.js";

/** @typedef {{line: (geometry: any) => void, outline: (geometry: any) => void, toggle: (code: string) => void, moved: () => void}} Told */

/** A line in the making, well seen on any background. */
const pen = () => new ol.Style({
  stroke: new ol.Stroke({ color: token("late"), width: 3 }), fill: new ol.Fill({ color: `${token("ok")}33` }),
  image: new ol.CircleStyle({ radius: 6, fill: new ol.Fill({ color: token("late") }), stroke: new ol.Stroke({ color: token("map-halo"), width: 2 }) }),
});

/** @param {any} source of the drawing @param {"LineString" | "Polygon"} type @param {(geometry: any) => void} tell */
function drawing(source, type, tell) {
  const draw = new ol.Draw({ source, type, style: pen(), stopClick: true });
  draw.on("drawstart", () => source.clear());
  draw.on("drawend", (/** @type {any} */ event) => tell(event.feature.getGeometry()));
  return draw;
}

/**
 * @param {any} map @param {{land: any, own: any, sketch: any}} sources all cells, those of the community, the drawing
 * @param {Told} told
 */
export function gridTools(map, { land, own, sketch }, told) {
  /** @type {any[]} */
  let active = [];
  const snap = () => new ol.Snap({ source: land, pixelTolerance: 12 });
  const modify = () => {
    const interaction = new ol.Modify({ source: own, style: pen() });
    interaction.on("modifyend", () => told.moved());
    return interaction;
  };
  /** @type {Record<string, () => any[]>} */
  const made = {
    split: () => [drawing(sketch, "LineString", told.line), snap()],
    draw: () => [drawing(sketch, "Polygon", told.outline), snap()],
    move: () => [modify(), snap()],
    merge: () => [],
  };
  let tool = "";
  map.on("singleclick", (/** @type {any} */ event) => {
    if (tool !== "merge") return;
    const [cell] = own.getFeaturesAtCoordinate(event.coordinate);
    if (cell) told.toggle(cell.get("code"));
  });
  return (/** @type {string} */ wanted) => {
    active.forEach((interaction) => map.removeInteraction(interaction));
    tool = wanted;
    active = made[wanted]?.() ?? [];
    active.forEach((interaction) => map.addInteraction(interaction));
  };
}
