// @ts-check
// Cases counted by area: one circle an area with its number; a circle and its row of the table light up together.
import { onMount, whenSeen } from "./mount.js";

/** @typedef {{n: number, title: string, cases: number, url: string, lon: number, lat: number}} AreaPoint */

/** @param {HTMLElement} frame @param {AreaPoint | undefined} area */
function tell(frame, area) {
  const line = /** @type {HTMLElement} */ (frame.querySelector("[data-chosen]"));
  line.replaceChildren();
  if (!area) return;
  const link = document.createElement("a");
  link.href = area.url;
  link.textContent = `${area.title}: ${area.cases}`;
  line.append(link);
}

/** @param {HTMLElement} frame */
async function start(frame) {
  const [ol, { cityMap }, { clusterStyle }] = await Promise.all([
    import("../vendor/openlayers/ol.js"), import("./map_base.js"), import("./map_pins.js"),
  ]);
  const areas = /** @type {AreaPoint[]} */ (JSON.parse(document.getElementById(frame.dataset.points ?? "")?.textContent ?? "[]"));
  const target = /** @type {HTMLElement} */ (frame.querySelector("[data-map]"));
  const centre = areas.length ? [areas[0].lon, areas[0].lat] : null;
  const { map, view } = cityMap(target, { url: frame.dataset.mapUrl ?? "", centre, zoom: 12 });
  const source = new ol.VectorSource({
    features: areas.map((area) => new ol.Feature({ geometry: new ol.Point(ol.fromLonLat([area.lon, area.lat])), area })),
  });
  let chosen = 0;
  const layer = new ol.VectorLayer({
    source, zIndex: 20, style: (/** @type {any} */ it) => clusterStyle(it.get("area").cases, it.get("area").n === chosen),
  });
  map.addLayer(layer);
  document.addEventListener("theme-changed", () => layer.changed());
  if (areas.length > 1) view.fit(source.getExtent(), { padding: [40, 40, 40, 40], maxZoom: 15 });

  const choose = (/** @type {AreaPoint | undefined} */ area) => {
    chosen = area?.n ?? 0;
    layer.changed();
    tell(frame, area);
    for (const row of document.querySelectorAll("[data-pin]"))
      row.classList.toggle("pin-hover", row.getAttribute("data-pin") === String(chosen));
  };
  map.on("singleclick", (/** @type {any} */ event) => choose(map.forEachFeatureAtPixel(event.pixel,
    (/** @type {any} */ hit) => hit.get("area"), { layerFilter: (/** @type {any} */ one) => one === layer, hitTolerance: 6 })));
  document.addEventListener("focusin", (event) => {
    const row = event.target instanceof Element && event.target.closest("[data-pin]");
    if (row) choose(areas.find((area) => String(area.n) === row.getAttribute("data-pin")));
  });
}

onMount("[data-area-map]", (frame) => {
  frame.hidden = false;
  whenSeen(frame, () => start(frame));
});
