// @ts-check
// Ways to set the point without a mouse: arrow keys, and the position of the device.

const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
const PIXELS = 8;

/**
 * Move the pin by arrow keys (with Shift: five times as far); Enter sets it in the middle of the map.
 * @param {KeyboardEvent} event
 * @param {any} view of the map
 * @param {any} pin feature, without geometry while no place is chosen
 * @param {(coordinate: number[]) => void} place in map metres
 */
export function moveByKey(event, view, pin, place) {
  const step = STEPS[/** @type {"ArrowUp"} */ (event.key)];
  if (!step && event.key !== "Enter") return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const from = pin.getGeometry()?.getCoordinates() ?? view.getCenter();
  const length = PIXELS * (event.shiftKey ? 5 : 1) * view.getResolution();
  const to = step ? [from[0] + step[0] * length, from[1] + step[1] * length] : view.getCenter();
  place(to);
  const [left, bottom, right, top] = view.calculateExtent();
  if (to[0] < left || to[0] > right || to[1] < bottom || to[1] > top) view.setCenter(to);
}

/**
 * Ask the device where it is. That takes its time: a place that the person has set meanwhile stays.
 * @param {DOMStringMap} words
 * @param {HTMLElement} chosen the live line under the map
 * @param {(point: number[], accuracy: number) => void} goTo
 * @param {() => boolean} isWanted whether no other place was set since
 */
export function locate(words, chosen, goTo, isWanted) {
  const denied = () => { if (isWanted()) chosen.textContent = words.textDenied ?? ""; };
  if (!navigator.geolocation) return denied();
  chosen.textContent = words.textSearching ?? "";
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => { if (isWanted()) goTo([coords.longitude, coords.latitude], coords.accuracy); },
    denied,
    { enableHighAccuracy: true, timeout: 15_000, maximumAge: 30_000 },
  );
}
