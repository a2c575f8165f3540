// @ts-check
// Set one point by click, drag or keys; the form's hidden inputs carry it. The map bundle is fetched only here.
import { onMount, whenSeen } from "./mount.js";
import { locate, moveByKey } from "./place_moves.js";

const ROUGH_METRES = 100;

/** @param {HTMLElement} picker @param {string} name @returns {HTMLInputElement | null} */
const input = (picker, name) => picker.closest("form")?.querySelector(`input[name="${name}"]`) ?? null;

/** @param {HTMLElement} picker @param {number[]} point @param {number | null} accuracy in metres, null: set by hand */
function write(picker, [lon, lat], accuracy) {
  const values = { lon: lon.toFixed(6), lat: lat.toFixed(6), coord_system: "wgs84", accuracy: accuracy ? String(Math.round(accuracy)) : "" };
  for (const [name, value] of Object.entries(values)) {
    const field = input(picker, name);
    if (field) field.value = value;
  }
  const rough = accuracy && accuracy > ROUGH_METRES ? ` · ${picker.dataset.textRough}` : "";
  const line = /** @type {HTMLElement} */ (picker.querySelector("[data-chosen]"));
  line.textContent = `${picker.dataset.textChosen} ${values.lat}, ${values.lon}${rough}`;
  picker.dispatchEvent(new CustomEvent("place-chosen", { bubbles: true, detail: { lon, lat } }));
}

/** @typedef {(point: number[], accuracy?: number | null) => void} GoTo lon, lat in WGS 84, and its accuracy in metres */

/** All that it takes is fetched before the map is shown: a click on a map that is seen must set the place.
 * @param {HTMLElement} picker @returns {Promise<GoTo>} how the map is led to a place */
async function start(picker) {
  const words = picker.dataset;
  const [ol, { cityMap, readPoint }, { addPin }, picking] = await Promise.all([
    import("../vendor/openlayers/ol.js"), import("./map_base.js"), import("./map_pins.js"),
    words.componentsUrl ? import("./component_picking.js") : null,
  ]);
  const [target, line] = ["[data-map]", "[data-chosen]"].map((one) => /** @type {HTMLElement} */ (picker.querySelector(one)));
  const before = readPoint(`${input(picker, "lon")?.value ?? ""},${input(picker, "lat")?.value ?? ""}`);
  const { map, view, loaded } = cityMap(target, {
    url: words.mapUrl ?? "", centre: before ?? readPoint(words.centre ?? ""), zoom: before ? 17 : Number(words.zoom ?? 12.5),
  });
  loaded.then((came) => { if (!came) line.textContent = words.textNoMap ?? ""; });
  const { pin, drag } = addPin(map);

  /** @type {GoTo} */
  const place = (point, accuracy = null) => {
    pin.setGeometry(new ol.Point(ol.fromLonLat(point)));
    write(picker, point, accuracy);
  };
  picking?.pickComponents(picker, map, place);
  if (before) place(before, Number(input(picker, "accuracy")?.value) || null);
  else if ("marked" in words) pin.setGeometry(new ol.Point(view.getCenter())); // shown, and no choice yet
  map.on("singleclick", (/** @type {any} */ event) => place(ol.toLonLat(event.coordinate)));
  drag.on("translateend", (/** @type {any} */ event) => place(ol.toLonLat(event.coordinate)));
  // Capturing: before the map's own keys, which would pan.
  target.addEventListener("keydown", (event) => moveByKey(event, view, pin, (to) => place(ol.toLonLat(to))), true);
  return (point, accuracy = null) => {
    view.animate({ center: ol.fromLonLat(point), zoom: Math.max(view.getZoom() ?? 0, 17), duration: 250 });
    place(point, accuracy);
  };
}

onMount("[data-place-picker]", (picker) => {
  picker.hidden = false;
  /** Until the map has come a place is only written down; it opens there. @type {GoTo} */
  let goTo = (point, accuracy = null) => write(picker, point, accuracy);
  whenSeen(picker, async () => { goTo = await start(picker); });
  const place = () => ["lon", "lat"].map((name) => Number(input(picker, name)?.value).toFixed(6)).join();
  picker.querySelector("[data-locate]")?.addEventListener("click", () => {
    const before = place(), line = /** @type {HTMLElement} */ (picker.querySelector("[data-chosen]"));
    locate(picker.dataset, line, (point, accuracy) => goTo(point, accuracy), () => place() === before);
  });
  picker.closest("form")?.addEventListener("change", (event) => {
    const option = event.target instanceof HTMLElement && event.target.closest("[data-place-option]");
    if (option instanceof HTMLElement) goTo([Number(option.dataset.lon), Number(option.dataset.lat)]);
  });
});
