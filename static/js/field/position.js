// @ts-check
// Where the phone is, for distances and for what is sent on purpose. Nothing of it is kept by itself.

/** @typedef {{lon: number, lat: number, accuracy: number, at: number}} Fix */
/** @type {Fix | null} */
let last = null;
/** @type {Set<(fix: Fix | null, denied: boolean) => void>} */
const listeners = new Set();
let watching = false;

/** @returns {Fix | null} */
export const here = () => last;

/** @param {boolean} denied */
const tellAll = (denied) => listeners.forEach((tell) => tell(last, denied));

/** Hear of each new position; the phone asks its person first. @param {(fix: Fix | null, denied: boolean) => void} tell */
export function watch(tell) {
  listeners.add(tell);
  tell(last, !navigator.geolocation);
  if (watching || !navigator.geolocation) return;
  watching = true;
  navigator.geolocation.watchPosition(({ coords, timestamp }) => {
    last = { lon: coords.longitude, lat: coords.latitude, accuracy: Math.round(coords.accuracy), at: timestamp };
    tellAll(false);
  }, () => tellAll(last === null), { enableHighAccuracy: true, maximumAge: 10_000, timeout: 30_000 });
}

/** As watch, where the person has allowed it before: no question comes up. @param {(fix: Fix | null, denied: boolean) => void} tell */
export async function watchIfAllowed(tell) {
  const known = await navigator.permissions?.query({ name: "geolocation" }).catch(() => null);
  if (known?.state === "granted") watch(tell);
}

/** @param {{lon: number | null, lat: number | null}} place @returns {number | null} metres from here; null where not known */
export function metresTo(place) {
  if (!last || place.lon === null || place.lat === null) return null;
  const [a, b] = [last.lat, place.lat].map((degrees) => degrees * Math.PI / 180);
  const half = Math.sin((b - a) / 2) ** 2 + Math.cos(a) * Math.cos(b) * Math.sin((place.lon - last.lon) * Math.PI / 360) ** 2;
  return 2 * 6_371_009 * Math.asin(Math.sqrt(half));
}

/** Whether an odd number of rings hold the point. @param {number[][][]} rings @param {Fix} at */
function holds(rings, at) {
  let inside = false;
  for (const ring of rings) {
    for (let n = 0, before = ring.length - 1; n < ring.length; before = n++) {
      const [[x, y], [u, v]] = [ring[n], ring[before]];
      if ((y > at.lat) !== (v > at.lat) && at.lon < (u - x) * (at.lat - y) / (v - y) + x) inside = !inside;
    }
  }
  return inside;
}

/** @param {any[]} cells with outlines @param {Fix | null} at @returns {any} the officer's cell there; null where none is */
export const cellAt = (cells, at) => (at && cells.find(({ outline }) =>
  outline && holds(outline.type === "Polygon" ? outline.coordinates : outline.coordinates.flat(), at))) || null;
