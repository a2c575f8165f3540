// @ts-check
// The card's map: one component among its neighbours; tapping another one offers its card.
import { onMount, whenSeen } from "./mount.js";

/** @param {HTMLElement} frame */
async function start(frame) {
  const [{ cityMap, readPoint }, { addComponents }] = await Promise.all([import("./map_base.js"), import("./component_layer.js")]);
  const words = frame.dataset;
  const target = /** @type {HTMLElement} */ (frame.querySelector("[data-map]"));
  const { map } = cityMap(target, { url: words.mapUrl ?? "", centre: readPoint(words.centre ?? ""), zoom: 18 });
  const { at, choose } = addComponents(map, { url: words.componentsUrl ?? "", icons: words.icons ?? "" });
  choose(words.code ?? "");
  map.on("singleclick", (/** @type {any} */ event) => {
    const mark = at(event.pixel);
    if (!mark) return;
    const link = document.createElement("a");
    link.href = (words.page ?? "").replace("CODE", mark.get("c"));
    link.textContent = `${mark.get(document.documentElement.lang.startsWith("zh") ? "n_zh" : "n_en")} ${mark.get("c")}`;
    frame.querySelector("[data-chosen]")?.replaceChildren(link);
  });
}

onMount("[data-component-map]", (frame) => {
  frame.hidden = false;
  whenSeen(frame, () => start(frame));
});
