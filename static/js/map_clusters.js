// @ts-check
// The cases of the viewer in what the map shows: near ones are one circle with their number, from the server.
import * as ol from "../vendor/openlayers/ol.js";
import { clusterStyle, pinStyle } from "./map_pins.js";

/** @typedef {{lon: number, lat: number, n: number, late: number, title?: string, url?: string, state?: string}} Near */

/** @param {any} map */
export function clusterLayer(map) {
  const source = new ol.VectorSource();
  const layer = new ol.VectorLayer({
    source, zIndex: 20, declutter: "names",
    style: (/** @type {any} */ feature) => {
      const near = feature.get("near");
      return near.n > 1 ? clusterStyle(near.n, near.late > 0) : pinStyle({ n: "", state: near.state }, false);
    },
  });
  document.addEventListener("theme-changed", () => layer.changed());
  map.addLayer(layer);
  return {
    /** @param {Near[]} found */
    show(found) {
      source.clear(true);
      source.addFeatures(found.map((near) => new ol.Feature({ geometry: new ol.Point(ol.fromLonLat([near.lon, near.lat])), near })));
    },
    /** @param {number[]} pixel @returns {Near | undefined} */
    at: (pixel) => map.forEachFeatureAtPixel(pixel, (/** @type {any} */ hit) => hit.get("near"),
      { layerFilter: (/** @type {any} */ one) => one === layer, hitTolerance: 5 }),
  };
}
