// @ts-check
// Pins by state: the same shapes and colours as badges and legends, numbered as in the list beside the map. On a layer
// with `declutter: "names"` all pins are drawn, and no name is written where one stands.
import * as ol from "../vendor/openlayers/ol.js";
import { mapFont, pinColours } from "./map_colours.js";

/** @param {string} state @param {number} radius @param {object} paint */
function shape(state, radius, paint) {
  const look = { ...paint, declutterMode: "obstacle" };
  if (state === "late") return new ol.RegularShape({ points: 3, radius: radius * 1.35, displacement: [0, -2], ...look });
  if (state === "warn") return new ol.RegularShape({ points: 4, radius: radius * 1.2, ...look });
  if (state === "done") return new ol.RegularShape({ points: 4, radius: radius * 1.2, angle: Math.PI / 4, ...look });
  return new ol.CircleStyle({ radius, ...look });
}

/** @param {string} words @param {string} color @param {number} [offsetY] */
const figure = (words, color, offsetY = 0) => new ol.Text({
  text: words, font: `650 11px ${mapFont()}`, offsetY: offsetY + 0.5, fill: new ol.Fill({ color }), declutterMode: "none",
});

/** @param {{n: number | string, state: string | undefined}} point @param {boolean} chosen */
export function pinStyle(point, chosen) {
  const colours = pinColours();
  const color = colours[/** @type {"ok"} */ (point.state)] ?? colours.brand;
  const paint = { fill: new ol.Fill({ color }), stroke: new ol.Stroke({ color: colours.ring, width: chosen ? 3.5 : 2 }) };
  return new ol.Style({
    zIndex: chosen ? 3 : 1,
    image: shape(point.state ?? "", chosen ? 14 : 11, paint),
    text: figure(String(point.n ?? ""), colours.ink, point.state === "late" ? 3 : 0),
  });
}

/** @param {number} size @param {boolean} [late] with a ring in the colour of what is late */
export function clusterStyle(size, late = false) {
  const colours = pinColours();
  return new ol.Style({
    zIndex: 2,
    image: new ol.CircleStyle({
      radius: 13 + Math.min(9, Math.log2(size) * 1.6), declutterMode: "obstacle",
      fill: new ol.Fill({ color: colours.brand }), stroke: new ol.Stroke({ color: late ? colours.late : colours.ring, width: 3 }),
    }),
    text: figure(String(size), colours.ink),
  });
}

/** The one pin a person sets: a drop whose point is the place. */
function dropStyle() {
  const { brand, ring } = pinColours();
  const drop = `<svg xmlns="http://www.w3.org/2000/svg" width="36" height="46" viewBox="0 0 36 46">` +
    `<path d="M18 44S3.500 27.500 3.500 17a14.500 14.500 0 0 1 29 0C32.500 27.500 18 44 18 44z" fill="${brand}" stroke="${ring}" stroke-width="2.500"/>` +
    `<circle cx="18" cy="17" r="5.500" fill="${ring}"/></svg>`;
  return new ol.Style({ image: new ol.Icon({ src: `data:image/svg+xml;utf8,${encodeURIComponent(drop)}`, anchor: [0.5, 0.957] }) });
}

/** A pin to be dragged, on its own layer, in the colours of the theme. @param {any} map */
export function addPin(map) {
  const pin = new ol.Feature();
  const layer = new ol.VectorLayer({ source: new ol.VectorSource({ features: [pin] }), zIndex: 20, style: dropStyle() });
  const drag = new ol.Translate({ layers: [layer], hitTolerance: 12 });
  map.addLayer(layer);
  map.addInteraction(drag);
  document.addEventListener("theme-changed", () => layer.setStyle(dropStyle()));
  return { pin, drag };
}
