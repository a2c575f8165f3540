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

/** A pin on its own layer, in the colours of the theme. @param {any} ol @param {any} map @param {() => any} style */
function addPin(ol, map, style) {
  const pin = new ol.Feature();
  const layer = new ol.VectorLayer({ source: new ol.VectorSource({ features: [pin] }), zIndex: 20, style: style() });
  const drag = new ol.Translate({ layers: [layer], hitTolerance: 12 });
  map.addLayer(layer);
  map.addInteraction(drag);
  document.addEventListener("theme-changed", () => layer.setStyle(style()));
  return { pin, drag };
}

/** @param {HTMLElement} picker */
async function start(picker) {
  const [ol, { cityMap, readPoint }, { dropStyle }] = await Promise.all([
    import("../vendor/openlayers/ol.js"), import("./map_base.js"), import("./map_pins.js"),
  ]);
  const words = picker.dataset;
  const [target, line] = ["[data-map]", "[data-chosen]"].map((one) => /** @type {HTMLElement} */ (picker.querySelector(one)));
  const before = readPoint(`${input(picker, "lon")?.value ?? ""},${input(picker, "lat")?.value ?? ""}`);
  const { map, view, loaded } = cityMap(target, {
    url: words.mapUrl ?? "", centre: before ?? readPoint(words.centre ?? ""), zoom: before ? 17 : Number(words.zoom ?? 12.5),
  });
  loaded.then((came) => { if (!came) line.textContent = words.textNoMap ?? ""; });
  const { pin, drag } = addPin(ol, map, dropStyle);

  /** @param {number[]} point lon, lat in WGS 84 @param {number | null} [accuracy] */
  const place = (point, accuracy = null) => {
    pin.setGeometry(new ol.Point(ol.fromLonLat(point)));
    write(picker, point, accuracy);
  };
  /** @param {number[]} point @param {number | null} [accuracy] */
  const goTo = (point, accuracy = null) => {
    view.animate({ center: ol.fromLonLat(point), zoom: Math.max(view.getZoom() ?? 0, 17), duration: 250 });
    place(point, accuracy);
  };

  if (words.componentsUrl) {
    const { pickComponents } = await import("./component_picking.js");
    pickComponents(picker, map, place);
  }
  if (before) place(before, Number(input(picker, "accuracy")?.value) || null);
  else if ("marked" in words) pin.setGeometry(new ol.Point(view.getCenter())); // shown, and no choice yet
  map.on("singleclick", (/** @type {any} */ event) => place(ol.toLonLat(event.coordinate)));
  drag.on("translateend", (/** @type {any} */ event) => place(ol.toLonLat(event.coordinate)));
  // Capturing: before the map's own keys, which would pan.
  target.addEventListener("keydown", (event) => moveByKey(event, view, pin, (to) => place(ol.toLonLat(to))), true);
  picker.querySelector("[data-locate]")?.addEventListener("click", () => locate(words, line, goTo));
  picker.closest("form")?.addEventListener("change", (event) => {
    const option = event.target instanceof HTMLElement && event.target.closest("[data-place-option]");
    if (option instanceof HTMLElement) goTo([Number(option.dataset.lon), Number(option.dataset.lat)]);
  });
}

onMount("[data-place-picker]", (picker) => {
  picker.hidden = false;
  whenSeen(picker, () => start(picker));
});
