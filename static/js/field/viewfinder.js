// @ts-check
// The app's own camera: what it sees, and a picture of it with a line of time, place and officer.
import { day, officer } from "./kept.js";
import { shoot } from "./picture.js";
import { cellAt, here } from "./position.js";
import { say } from "./words.js";

/** @type {MediaStream | null} */
let stream = null;

/** What the phone can say of a picture. @param {string} source camera or gallery */
export function claim(source) {
  const fix = source === "camera" ? here() : null;
  return { source, taken_at: source === "camera" ? new Date().toISOString() : null, lon: fix?.lon ?? null, lat: fix?.lat ?? null, accuracy_m: fix?.accuracy ?? null };
}

/** Time, place code and officer's number, as they are written into the picture. */
async function line() {
  const [me, kept, fix] = [await officer(), await day(), here()];
  const cell = cellAt(kept?.data.cells ?? [], fix);
  const where = fix ? `${cell ? `${cell.code} · ` : ""}${fix.lat.toFixed(5)}, ${fix.lon.toFixed(5)} ±${fix.accuracy} m` : "";
  return [new Date().toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" }), where, me?.number].filter(Boolean).join(" · ");
}

/** @param {HTMLElement} frame */
export async function open(frame) {
  const video = /** @type {HTMLVideoElement} */ (frame.querySelector("[data-video]"));
  const trouble = /** @type {HTMLElement} */ (frame.querySelector("[data-trouble]"));
  document.querySelectorAll("[data-viewfinder]").forEach((other) => { /** @type {HTMLElement} */ (other).hidden = true; });
  document.querySelectorAll("[data-open]").forEach((button) => { /** @type {HTMLElement} */ (button).hidden = false; });
  try {
    stream ??= await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment", width: { ideal: 1920 } } });
    video.srcObject = stream;
    /** @type {HTMLElement} */ (frame.querySelector("[data-viewfinder]")).hidden = false;
    /** @type {HTMLElement} */ (frame.querySelector("[data-open]")).hidden = true;
    await video.play();
  } catch {
    trouble.textContent = say("no_camera");
    trouble.hidden = false;
  }
}

/** @param {HTMLElement} frame @returns {Promise<Blob | null>} what the camera sees now, marked; null while it sees nothing */
export async function take(frame) {
  const video = /** @type {HTMLVideoElement} */ (frame.querySelector("[data-video]"));
  return video.videoWidth ? shoot(video, await line()) : null;
}

/** Let the camera go, so that its light goes out. */
export function release() {
  stream?.getTracks().forEach((track) => track.stop());
  stream = null;
}
