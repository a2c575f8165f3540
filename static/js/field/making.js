// @ts-check
// Pictures in the making: a quick thumb sends a form before its last photo has become small enough.

/** @type {Set<Promise<void>>} */
const pictures = new Set();

/** @param {Promise<void>} picture */
export function making(picture) {
  pictures.add(picture);
  picture.finally(() => pictures.delete(picture));
}

/** Fulfilled when those that are in the making are made, or could not be. */
export const allMade = () => Promise.allSettled([...pictures]);
