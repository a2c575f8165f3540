// @ts-check
// Photos before they are sent: thumbnails, and a plain word about those that cannot be sent.
import { onMount } from "./mount.js";
import { put, sifted } from "./photo_choice.js";

/** @param {File} file @param {string} words for the remove button @param {() => void} remove */
function thumbnail(file, words, remove) {
  const item = document.createElement("li");
  item.className = "photo";
  const picture = document.createElement("img");
  picture.src = URL.createObjectURL(file);
  picture.alt = file.name;
  picture.addEventListener("load", () => URL.revokeObjectURL(picture.src), { once: true });
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button-small button-wide";
  button.textContent = words;
  button.setAttribute("aria-label", `${words}: ${file.name}`);
  button.addEventListener("click", remove);
  item.append(picture, button);
  return item;
}

onMount("[data-photos]", (frame) => {
  const input = /** @type {HTMLInputElement} */ (frame.querySelector("input[type=file]"));
  const { textRemove = "×" } = frame.dataset;
  const list = document.createElement("ul");
  list.className = "photos";
  const word = document.createElement("p");
  word.className = "field-error";
  word.setAttribute("role", "alert");
  frame.append(word, list);
  /** @type {File[]} */
  let kept = [];

  function show() {
    put(input, kept);
    list.replaceChildren(...kept.map((file) => thumbnail(file, textRemove, () => {
      kept = kept.filter((other) => other !== file);
      show();
      input.focus();
    })));
  }

  input.addEventListener("change", () => {
    const chosen = [...(input.multiple ? kept : []), ...(input.files ?? [])];
    const { good, said } = sifted(chosen, frame.dataset, input.multiple ? undefined : 1);
    word.textContent = said;
    kept = good;
    show();
  });
  if (input.files?.length) input.dispatchEvent(new Event("change")); // a quick hand has chosen before
});
