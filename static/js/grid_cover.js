// @ts-check
// Areas coloured by whether an officer is there; a click opens the officers of the area.
import { onMount, whenSeen } from "./mount.js";

/** @param {HTMLElement} frame */
async function start(frame) {
  const [{ cityMap }, { areaLayer, readFeatures, showAll }] = await Promise.all([
    import("./map_base.js"), import("./grid_layers.js"),
  ]);
  const target = /** @type {HTMLElement} */ (frame.querySelector("[data-map]"));
  const { map } = cityMap(target, { url: frame.dataset.mapUrl ?? "", centre: [0, 0], zoom: 12 });
  const { source } = areaLayer(map, { zIndex: 4, chosen: (code) => code === frame.dataset.chosen });
  const answer = await fetch(frame.dataset.landUrl ?? "");
  source.addFeatures(readFeatures(await answer.json()));
  showAll(map, source);
  map.on("singleclick", (/** @type {any} */ event) => {
    const [area] = source.getFeaturesAtCoordinate(event.coordinate);
    if (area) location.assign(`?area=${encodeURIComponent(area.get("code"))}#assign`);
  });
}

onMount("[data-grid-cover]", (frame) => { frame.hidden = false; whenSeen(frame, () => start(frame)); });
