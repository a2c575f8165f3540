// @ts-check
// Planned cells on the city's map; a cell and its row in the list light up together.
import { onMount, whenSeen } from "./mount.js";

/** @param {string | null} n mark the list's row of cell `n`, or none */
function markRow(n) {
  for (const row of document.querySelectorAll("[data-pin]"))
    row.classList.toggle("pin-hover", n !== null && row.getAttribute("data-pin") === n);
}

/** @param {HTMLElement} frame @param {string | null} n say which cell is chosen, and bring its row into sight */
function tell(frame, n) {
  const row = n && document.querySelector(`[data-pin="${n}"]`);
  const line = /** @type {HTMLElement} */ (frame.querySelector("[data-chosen]"));
  line.textContent = row ? [...row.children].map((cell) => cell.textContent?.trim()).join(" · ") : n ?? "";
  const list = row && row.closest(".list-beside");
  if (row && list) list.scrollTop = /** @type {HTMLElement} */ (row).offsetTop - list.clientHeight / 2;
}

/** @param {any} ol @param {any} mapColours @param {any} colours @param {string} font @returns {(feature: any, resolution: number) => any} */
function cellStyle(ol, mapColours, colours, font) {
  const { label, halo } = mapColours();
  const { brand } = colours();
  return (feature, resolution) => new ol.Style({
    zIndex: feature.get("chosen") ? 2 : 1,
    fill: new ol.Fill({ color: `${brand}${feature.get("chosen") ? "70" : "24"}` }),
    stroke: new ol.Stroke({ color: brand, width: feature.get("chosen") ? 3 : 1.5 }),
    text: resolution > 3 ? undefined : new ol.Text({
      text: feature.get("n"), font: `500 11.5px ${font}`, overflow: true,
      fill: new ol.Fill({ color: label }), stroke: new ol.Stroke({ color: halo, width: 3 }),
    }),
  });
}

/** @param {HTMLElement} frame */
async function start(frame) {
  const [ol, { cityMap }, { mapColours, pinColours, mapFont }] = await Promise.all([
    import("../vendor/openlayers/ol.js"), import("./map_base.js"), import("./map_colours.js"),
  ]);
  const format = new ol.GeoJSON({ featureProjection: "EPSG:3857" });
  const outlines = JSON.parse(document.getElementById(frame.dataset.outlines ?? "")?.textContent ?? "{}");
  const features = /** @type {any[]} */ (format.readFeatures(outlines));
  const source = new ol.VectorSource({ features });
  const target = /** @type {HTMLElement} */ (frame.querySelector("[data-map]"));
  const { map, view } = cityMap(target, { url: frame.dataset.mapUrl ?? "", centre: [0, 0], zoom: 14 });
  const style = () => cellStyle(ol, mapColours, pinColours, mapFont());
  const layer = new ol.VectorLayer({ source, style: style(), zIndex: 20 });
  map.addLayer(layer);
  document.addEventListener("theme-changed", () => layer.setStyle(style()));
  view.fit(source.getExtent(), { padding: [24, 24, 24, 24] });

  const choose = (/** @type {string | null} */ n) => {
    for (const feature of features) feature.set("chosen", n !== null && feature.get("n") === n);
    markRow(n);
  };
  map.on("singleclick", (/** @type {any} */ event) => {
    const hit = map.forEachFeatureAtPixel(event.pixel, (/** @type {any} */ one) => one, { layerFilter: (/** @type {any} */ one) => one === layer });
    choose(hit ? hit.get("n") : null);
    tell(frame, hit ? hit.get("n") : null);
  });
  document.addEventListener("pointerover", (event) => {
    const row = event.target instanceof Element && event.target.closest("[data-pin]");
    if (row) choose(row.getAttribute("data-pin"));
  });
}

onMount("[data-cells-map]", (frame) => {
  frame.hidden = false;
  whenSeen(frame, () => start(frame));
});
