// @ts-check
// Once the pin stands, say the nearest address beneath the map. Without an answer the coordinates stay alone.
import { onMount } from "./mount.js";

const CALM_MS = 400;

/** @param {string} url @param {{lon: number, lat: number}} point @param {AbortSignal} signal @returns {Promise<string>} */
async function sentenceFor(url, { lon, lat }, signal) {
  const answer = await fetch(`${url}?lon=${lon.toFixed(6)}&lat=${lat.toFixed(6)}`, { signal });
  return answer.ok ? (await answer.json()).sentence : "";
}

onMount("[data-place-picker][data-nearest-url]", (picker) => {
  const line = /** @type {HTMLElement} */ (picker.querySelector("[data-address]"));
  let waiting = 0;
  let asking = new AbortController();
  picker.addEventListener("place-chosen", (event) => {
    const point = /** @type {CustomEvent} */ (event).detail;
    clearTimeout(waiting);
    asking.abort();
    asking = new AbortController();
    const { signal } = asking;
    waiting = window.setTimeout(async () => {
      // Away or too often asked: what was said of another point must not stay.
      const words = await sentenceFor(picker.dataset.nearestUrl ?? "", point, signal).catch(() => "");
      if (!signal.aborted) line.textContent = words;
    }, CALM_MS);
  });
});
