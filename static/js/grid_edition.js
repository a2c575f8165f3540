// @ts-check
// An edition before and after: two layers, of which the person shows one or both.
import { onMount, whenSeen } from "./mount.js";

/** @param {HTMLElement} frame */
async function start(frame) {
  const [{ cityMap }, { areaLayer, readFeatures, readJson, showAll }] = await Promise.all([
    import("./map_base.js"), import("./grid_layers.js"),
  ]);
  const target = /** @type {HTMLElement} */ (frame.querySelector("[data-map]"));
  const { map } = cityMap(target, { url: frame.dataset.mapUrl ?? "", centre: [0, 0], zoom: 14 });
  const found = readFeatures(readJson("edition-land"));
  /** @type {Record<string, any>} */
  const layers = {};
  for (const kind of ["before", "after"]) {
    layers[kind] = areaLayer(map);
    layers[kind].source.addFeatures(found.filter((one) => one.get("kind") === kind));
  }
  showAll(map, layers[layers.after.source.isEmpty() ? "before" : "after"].source);
  const show = () => {
    const wanted = /** @type {HTMLInputElement | null} */ (frame.querySelector('input[name="show"]:checked'))?.value;
    for (const [kind, { layer }] of Object.entries(layers)) layer.setVisible(wanted === "both" || wanted === kind);
  };
  frame.addEventListener("change", show);
  show();
}

onMount("[data-grid-edition]", (frame) => { frame.hidden = false; whenSeen(frame, () => start(frame)); });
