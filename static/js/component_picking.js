// @ts-check
// Pick a component by its mark on the map of a form: the pin goes there, and the list beneath shows it chosen.
import * as ol from "../vendor/openlayers/ol.js";
import { addComponents } from "./component_layer.js";

/** @param {HTMLFormElement} form @param {string} name @returns {HTMLInputElement | HTMLSelectElement | null} */
const field = (form, name) => form.querySelector(`[name="${name}"]:not([type="radio"])`);

/**
 * @param {HTMLElement} picker
 * @param {any} map
 * @param {(point: number[]) => void} place the pin, lon and lat
 */
export function pickComponents(picker, map, place) {
  const form = /** @type {HTMLFormElement} */ (picker.closest("form"));
  const { at, choose } = addComponents(map, { url: picker.dataset.componentsUrl ?? "", icons: picker.dataset.icons ?? "" });
  let tapped = "";

  /** @param {string} code */
  const remember = (code) => {
    const picked = field(form, "picked");
    if (picked) picked.value = code;
    choose(code);
  };
  // Before the map's own click, which would put the pin where the finger was.
  map.on("singleclick", (/** @type {any} */ event) => {
    const mark = at(event.pixel);
    if (!mark) return true;
    tapped = mark.get("c");
    const category = field(form, "category");
    if (category && !category.value) category.value = mark.get("k");
    place(ol.toLonLat(mark.getGeometry().getCoordinates()));
    return false;
  });
  // Another place is another thing; a choice in the list takes the one tapped back.
  picker.addEventListener("place-chosen", () => { remember(tapped); tapped = ""; });
  form.addEventListener("change", (event) => {
    const radio = event.target;
    if (radio instanceof HTMLInputElement && radio.name === "component") {
      remember("");
      choose(radio.value);
    }
  });
}
