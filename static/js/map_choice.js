// @ts-check
// What a click, or Enter in the middle of the map, chooses: a case, several, or an area with its figure.

/** @param {string} url @param {string} words */
function link(url, words) {
  const anchor = document.createElement("a");
  anchor.href = url;
  anchor.textContent = words;
  return anchor;
}

/** @param {HTMLElement} frame @param {...(Node | string)} parts */
function tell(frame, ...parts) {
  const line = /** @type {HTMLElement} */ (frame.querySelector("[data-chosen]"));
  line.replaceChildren(...parts);
}

/** @param {HTMLElement} frame @param {import("./map_clusters.js").Near} near */
export function tellCases(frame, near) {
  if (near.n > 1) tell(frame, `${near.n} ${frame.dataset.textMany}`);
  else tell(frame, link(near.url ?? "", near.title ?? ""));
}

/**
 * Say which area is chosen, its figure, and where its card (of a cell) and its cases are.
 * @param {HTMLElement} frame @param {any} area of the tiles @param {number} figure
 */
export function tellArea(frame, area, figure) {
  const code = area.get("code"), name = document.createElement("strong");
  name.textContent = code;
  const parts = [name, ` ${figure}`];
  if (area.get("level") === "cell") parts.push(link(cardOf(frame, code), frame.dataset.textCard ?? ""));
  if (figure) parts.push(link((frame.dataset.listUrl ?? "").replace("CODE", code), frame.dataset.textList ?? ""));
  tell(frame, ...parts);
}

/** Name a component and link its card. @param {HTMLElement} frame @param {any} thing a feature of component_layer.js */
export function tellThing(frame, thing) {
  const name = thing.get(document.documentElement.lang.startsWith("zh") ? "n_zh" : "n_en") || thing.get("c");
  tell(frame, link((frame.dataset.thingUrl ?? "").replace("CODE", thing.get("c")), name));
}

/** @param {HTMLElement} frame @param {string} code */
export const cardOf = (frame, code) => (frame.dataset.cardUrl ?? "").replace("CODE", code);
