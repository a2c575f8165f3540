// @ts-check
// A map with the city's background: land, water, parks, roads, areas and names from one GeoJSON of the pack.
import * as ol from "../vendor/openlayers/ol.js";
import { stylesNow } from "./map_styles.js";

// From the ground up; names of areas are drawn from the same shapes as their boundaries.
const LAYERS = ["land", "park", "water", "area", "road", "name", "place"];
/** @param {string} words "lon,lat" @returns {number[] | null} */
export function readPoint(words) {
  const pair = words.split(",").filter((part) => part.trim()).map(Number);
  return pair.length === 2 && pair.every(Number.isFinite) ? pair : null;
}

/**
 * Draw the city into `target`; `loaded` tells when its background has come (false: it could not be fetched).
 * Without a `centre` the map opens on the whole city, and before that has come on `before`. A `plain` one draws no
 * areas: they come as tiles.
 * @param {HTMLElement} target
 * @param {{url: string, centre: number[] | null, zoom: number, plain?: boolean, before?: number[] | null}} wish
 */
export function cityMap(target, { url, centre, zoom, plain = false, before = null }) {
  const sources = Object.fromEntries(LAYERS.map((name) => [name, new ol.VectorSource()]));
  const styles = stylesNow();
  const layers = LAYERS.map((name, zIndex) => new ol.VectorLayer({
    source: sources[name === "name" ? "area" : name], style: styles[name], zIndex,
    declutter: ["road", "name", "place"].includes(name) ? "names" : false,
    properties: { name }, visible: !(plain && ["area", "name"].includes(name)),
  }));
  const view = new ol.View({ center: ol.fromLonLat(centre ?? before ?? [0, 0]), zoom, minZoom: 8, maxZoom: 19 });
  const map = new ol.Map({
    target, layers, view,
    controls: ol.defaultControls({ attribution: false, rotate: false }).extend([new ol.ScaleLine()]),
  });
  // What the view shows is drawn, with all that a layer is `asking` for, until it moves.
  map.on("movestart", () => { delete target.dataset.drawn; });
  map.on("rendercomplete", () => { if (!map.get("asking") && !view.getAnimating() && !view.getInteracting()) target.dataset.drawn = "1"; });
  // A map with a tabindex is dragged only when it has the focus; else the first drag would do nothing but take it.
  target.addEventListener("pointerdown", () => target.focus({ preventScroll: true }), true);
  document.addEventListener("theme-changed", () => {
    const fresh = stylesNow();
    layers.forEach((layer) => layer.setStyle(fresh[layer.get("name")]));
  });
  const opened = [...view.getCenter() ?? [], view.getZoom()].join();
  // Whoever has moved the map before its background came is not thrown back.
  const isAsOpened = () => [...view.getCenter() ?? [], view.getZoom()].join() === opened;
  const loaded = fillLayers(url, sources, () => { if (!centre && isAsOpened()) fit(view, sources); });
  loaded.then(() => target.removeAttribute("aria-busy"));
  return { map, view, loaded };
}

/** Show the whole city. @param {any} view @param {Record<string, any>} sources */
function fit(view, sources) {
  const extent = /** @type {number[]} */ ((sources.land.isEmpty() ? sources.road : sources.land).getExtent());
  if (Number.isFinite(extent[0])) view.fit(extent, { padding: [16, 16, 16, 16] });
}

/** @param {string} url @param {Record<string, any>} sources @param {() => void} then @returns {Promise<boolean>} */
async function fillLayers(url, sources, then) {
  try {
    const answer = await fetch(url);
    const format = new ol.GeoJSON({ featureProjection: "EPSG:3857" });
    const features = /** @type {any[]} */ (format.readFeatures(await answer.json()));
    for (const feature of features) sources[feature.get("k")]?.addFeature(feature);
  } catch {
    return false;
  }
  then();
  return true;
}
