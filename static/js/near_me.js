// @ts-check
// "Near me": asks the device for its position and sends the form; the server keeps a community of it, and no point.
import { onMount } from "./mount.js";

onMount("form[data-near-me]", (element) => {
  const form = /** @type {HTMLFormElement} */ (element);
  const button = /** @type {HTMLButtonElement} */ (form.querySelector("[data-locate]"));
  const said = /** @type {HTMLOutputElement} */ (form.querySelector("[data-said]"));
  const field = (/** @type {string} */ name) => /** @type {HTMLInputElement} */ (form.elements.namedItem(name));

  const found = (/** @type {GeolocationPosition} */ { coords }) => {
    field("lon").value = coords.longitude.toFixed(5);
    field("lat").value = coords.latitude.toFixed(5);
    form.requestSubmit();
  };
  const refused = () => {
    button.disabled = false;
    said.textContent = button.dataset.textRefused ?? "";
    field("place").focus();
  };
  button.addEventListener("click", () => {
    if (!("geolocation" in navigator)) return refused();
    button.disabled = true;
    navigator.geolocation.getCurrentPosition(found, refused, { timeout: 10_000, maximumAge: 60_000 });
  });
});
