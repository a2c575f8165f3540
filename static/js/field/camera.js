// @ts-check
// Photos of one stage, by the app's own camera or from the gallery; each keeps which, when and where, as a claim.
import { making } from "./making.js";
import { shrink } from "./picture.js";
import { claim, open, take } from "./viewfinder.js";
import { say, time } from "./words.js";

/** @typedef {{name: string, blob: Blob, claim: any}} Photo */
/** @type {WeakMap<Element, {photos: Photo[], show: () => void}>} */
const frames = new WeakMap();
const MOST = Number(document.querySelector("[data-field]")?.getAttribute("data-most") ?? 5);

/** @param {Element} frame @returns {Photo[]} */
export const photosOf = (frame) => frames.get(frame)?.photos ?? [];

/** @param {Element} frame @param {Photo[]} photos */
export function setPhotos(frame, photos) {
  const kept = frames.get(frame);
  if (!kept) return;
  kept.photos = photos.slice(0, MOST);
  kept.show();
}

/** @param {HTMLElement} frame */
export function start(frame) {
  const name = frame.dataset.camera ?? "photos";
  const list = /** @type {HTMLElement} */ (frame.querySelector("[data-thumbs]"));
  const trouble = /** @type {HTMLElement} */ (frame.querySelector("[data-trouble]"));
  const kept = { photos: /** @type {Photo[]} */ ([]), show: () => list.replaceChildren(...kept.photos.map(thumb)) };
  frames.set(frame, kept);

  /** @param {Photo[]} photos */
  const change = (photos) => {
    trouble.hidden = photos.length <= MOST;
    trouble.textContent = say("too_many", { n: MOST });
    kept.photos = photos.slice(0, MOST);
    kept.show();
    frame.dispatchEvent(new Event("change", { bubbles: true }));
  };

  /** @param {Photo} photo @param {number} n */
  const thumb = (photo, n) => {
    const item = document.createElement("li"), picture = document.createElement("img"), word = document.createElement("span"), button = document.createElement("button");
    item.className = "photo";
    picture.src = URL.createObjectURL(photo.blob);
    picture.alt = say("photo", { n: n + 1 });
    picture.onload = () => URL.revokeObjectURL(picture.src);
    word.className = "chip";
    word.textContent = photo.claim.source === "camera" ? `${say("from_camera")} ${time(photo.claim.taken_at)}` : say("from_gallery");
    Object.assign(button, { type: "button", className: "button photo-remove", textContent: "×", ariaLabel: say("remove_photo", { n: n + 1 }) });
    button.addEventListener("click", () => { change(kept.photos.filter((other) => other !== photo)); /** @type {HTMLElement} */ (frame.querySelector("[data-open]:not([hidden]), [data-shutter]")).focus(); });
    item.append(picture, word, button);
    return item;
  };

  frame.querySelector("[data-open]")?.addEventListener("click", () => open(frame));
  const shoot = async () => {
    const said = claim("camera"), blob = await take(frame);
    if (blob) change([...kept.photos, { name, blob, claim: said }]);
  };
  /** @param {File[]} files */
  const choose = async (files) => {
    const made = await Promise.all(files.map((file) => shrink(file).catch(() => null)));
    change([...kept.photos, ...made.filter((blob) => blob !== null).map((blob) => ({ name, blob, claim: claim("gallery") }))]);
    if (made.includes(null)) { trouble.textContent = say("bad_picture"); trouble.hidden = false; }
  };
  frame.querySelector("[data-shutter]")?.addEventListener("click", () => making(shoot()));
  const gallery = /** @type {HTMLInputElement | null} */ (frame.querySelector("[data-gallery]"));
  gallery?.addEventListener("change", (event) => {
    event.stopPropagation();
    making(choose([...(gallery.files ?? [])]));
    gallery.value = "";
  });
  if (gallery?.files?.length) gallery.dispatchEvent(new Event("change")); // a quick hand has chosen before
}
