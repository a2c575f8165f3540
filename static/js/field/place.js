// @ts-check
// Where it is: the phone's own position with its accuracy, unless one was typed or set on the map.
import { here, watch } from "./position.js";
import { say } from "./words.js";

/** @param {HTMLElement} frame @returns {Record<string, string>} fields of a report; without lon and lat where nothing is known */
export function placeOf(frame) {
  const typed = (/** @type {string} */ name) => /** @type {HTMLInputElement} */ (frame.querySelector(`[name="${name}"]`)).value.trim();
  const address = typed("address");
  if (typed("lon") && typed("lat")) return { lon: typed("lon"), lat: typed("lat"), accuracy_m: typed("accuracy"), coord_system: "wgs84", address };
  const fix = here();
  return fix ? { lon: fix.lon.toFixed(6), lat: fix.lat.toFixed(6), accuracy_m: String(fix.accuracy), coord_system: "wgs84", address } : { address };
}

/** @param {HTMLElement} frame @param {Record<string, string>} place as of placeOf; it counts as set by hand */
export function setPlace(frame, place) {
  for (const [name, field] of [["lon", "lon"], ["lat", "lat"], ["accuracy_m", "accuracy"], ["address", "address"]]) {
    /** @type {HTMLInputElement} */ (frame.querySelector(`[name="${field}"]`)).value = place[name] ?? "";
  }
  if (place.lon) /** @type {HTMLDetailsElement} */ (frame.querySelector("[data-other-place]")).open = true;
  frame.dispatchEvent(new Event("change", { bubbles: true }));
}

/** @param {HTMLElement} frame */
export function start(frame) {
  const line = /** @type {HTMLOutputElement} */ (frame.querySelector("[data-fix]"));
  let refused = false;
  const show = () => {
    const typed = ["lon", "lat"].every((name) => /** @type {HTMLInputElement} */ (frame.querySelector(`[name="${name}"]`)).value);
    const fix = here();
    line.textContent = typed ? say("by_hand") : fix ? say("fix", { metres: fix.accuracy }) : say(refused ? "denied" : "no_fix");
  };
  watch((_fix, denied) => { refused = denied; show(); });
  frame.addEventListener("input", show);
  frame.addEventListener("change", show);
  // The map writes the fields itself and says so.
  frame.addEventListener("place-chosen", () => frame.dispatchEvent(new Event("change", { bubbles: true })));
  frame.querySelector("[data-here]")?.addEventListener("click", () => setPlace(frame, {}));
}
