// @ts-check
// Photos before they are sent: thumbnails, and a plain word about those that are too large or too many.
import { onMount } from "./mount.js";

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

/** @param {HTMLInputElement} input @param {File[]} files */
function put(input, files) {
  const transfer = new DataTransfer();
  files.forEach((file) => transfer.items.add(file));
  input.files = transfer.files;
}

onMount("[data-photos]", (frame) => {
  const input = /** @type {HTMLInputElement} */ (frame.querySelector("input[type=file]"));
  const { maxMb = "10", maxCount = "5", textTooLarge = "", textTooMany = "", textRemove = "×" } = frame.dataset;
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
    const fresh = [...(input.files ?? [])];
    const large = fresh.filter((file) => file.size > Number(maxMb) * 2 ** 20);
    const all = (input.multiple ? [...kept, ...fresh] : fresh).filter((file) => !large.includes(file));
    const room = input.multiple ? Number(maxCount) : 1;
    word.textContent = [
      large.length ? `${textTooLarge} ${large.map((file) => file.name).join(", ")}` : "",
      all.length > room ? textTooMany : "",
    ].filter(Boolean).join(" ");
    kept = all.slice(0, room);
    show();
  });
});
