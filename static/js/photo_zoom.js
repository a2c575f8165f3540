// @ts-check
// `[data-zoom]`: a photo inside opens large on the page; without scripts its link opens the picture itself.
import { onMount } from "./mount.js";

onMount("[data-zoom]", (photos) => {
  const dialog = document.createElement("dialog"), image = new Image(), words = document.createElement("p");
  const close = Object.assign(document.createElement("button"), { type: "button", className: "button", textContent: photos.dataset.close });
  const foot = Object.assign(document.createElement("div"), { className: "between" });
  dialog.className = "zoom";
  foot.append(words, close);
  dialog.append(image, foot);
  photos.append(dialog);
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });

  photos.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    image.src = link.href;
    image.alt = link.querySelector("img")?.alt ?? "";
    dialog.setAttribute("aria-label", image.alt);
    words.textContent = link.dataset.caption ?? "";
    dialog.showModal();
  });
});
