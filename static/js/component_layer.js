// @ts-check
// Components (部件) as small marks by kind, close up only: for the place picker and for any map of the staff.
import * as ol from "../vendor/openlayers/ol.js";
import { token } from "./map_colours.js";

const NEAR_ZOOM = 17;
const SIZE = 24;
/** @type {Promise<Document> | null} */
let sprite = null;

/** @param {string} url @returns {Promise<Document>} */
const spriteFrom = (url) => sprite ??= fetch(url).then(async (answer) => new DOMParser().parseFromString(await answer.text(), "image/svg+xml"));

/** An icon of the sprite on a disc; what is broken has a thick ring and a corner cut off, not only another colour.
 * @param {Document} icons @param {string} name @param {string} state @param {boolean} chosen */
function markUrl(icons, name, state, chosen) {
  const drawn = (icons.getElementById(name) ?? icons.getElementById("box"))?.innerHTML ?? "";
  const broken = state !== "intact";
  const ring = broken ? token("warn") : chosen ? token("brand") : token("ink-2");
  const shape = broken ? `<path d="M12 1 23 12 12 23 1 12z"` : `<circle cx="12" cy="12" r="10.500"`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${SIZE * 2}" height="${SIZE * 2}" viewBox="0 0 24 24">` +
    `${shape} fill="${chosen ? token("brand-soft") || token("surface") : token("surface")}" stroke="${ring}" stroke-width="${chosen ? 2.5 : 1.5}"/>` +
    `<g transform="translate(5.500 5.500) scale(0.540)" fill="none" stroke="${token("ink")}" stroke-width="2.200" stroke-linecap="round" stroke-linejoin="round">${drawn}</g></svg>`;
  return `data:image/svg+xml;utf8,${encodeURIComponent(svg)}`;
}

/**
 * Add a layer of components to `map`; it fills itself from zoom 17 on whenever the map comes to rest.
 * @param {any} map
 * @param {{url: string, icons: string}} where the endpoint and the sprite of icons
 * @returns {{layer: any, at: (pixel: number[]) => any, choose: (code: string) => void}} `at` is the feature under a
 *   pixel or undefined: its properties are c (code), k (category), i (icon), s (state), n_en, n_zh
 */
export function addComponents(map, { url, icons }) {
  const source = new ol.VectorSource(), format = new ol.GeoJSON({ featureProjection: "EPSG:3857" });
  /** @type {Map<string, any>} */
  const styles = new Map();
  let chosen = "", asked = "";
  /** @type {Document | null} */
  let drawn = null;
  const styleOf = (/** @type {any} */ feature, /** @type {number} */ resolution) => {
    if (!drawn) return [];
    const scale = resolution > 0.8 ? 0.38 : 0.5;
    const key = [feature.get("i"), feature.get("s"), feature.get("c") === chosen, scale].join();
    if (!styles.has(key)) styles.set(key, new ol.Style({
      zIndex: feature.get("c") === chosen ? 2 : 1,
      image: new ol.Icon({ src: markUrl(drawn, feature.get("i"), feature.get("s"), feature.get("c") === chosen), scale }),
    }));
    return styles.get(key);
  };
  const layer = new ol.VectorLayer({ source, style: styleOf, zIndex: 15, minZoom: NEAR_ZOOM - 0.01 });
  map.addLayer(layer);
  document.addEventListener("theme-changed", () => { styles.clear(); layer.changed(); });

  const fill = async () => {
    if (!map.getSize() || (map.getView().getZoom() ?? 0) < NEAR_ZOOM || !layer.getVisible()) return;
    const box = ol.transformExtent(map.getView().calculateExtent(), "EPSG:3857", "EPSG:4326").map((/** @type {number} */ one) => one.toFixed(4)).join();
    if (box === asked) return;
    asked = box;
    map.set("asking", true);
    const [answer, symbols] = await Promise.all([fetch(`${url}?bbox=${box}`), spriteFrom(icons)]);
    const found = answer.ok ? await answer.json() : null;
    if (!found || box !== asked) return; // the map has gone on, and its next answer may have come before this one
    drawn = symbols;
    map.unset("asking");
    source.clear();
    source.addFeatures(format.readFeatures(found));
  };
  // The map may have come to rest before this module had come.
  fill();
  map.on("moveend", fill);
  layer.on("change:visible", fill);
  return {
    layer,
    at: (pixel) => map.forEachFeatureAtPixel(pixel, (/** @type {any} */ hit) => hit, { layerFilter: (/** @type {any} */ one) => one === layer, hitTolerance: 8 }),
    choose: (code) => { chosen = code; styles.clear(); layer.changed(); },
  };
}
