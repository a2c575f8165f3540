// @ts-check
// Cases counted by area: a circle says how many; near ones are summed up, and a circle lights up with its row of the table.
import { onMount, whenSeen } from "./mount.js";

/** @typedef {{n: number, title: string, cases: number, url: string, lon: number, lat: number}} AreaPoint */

/** @param {HTMLElement} frame @param {AreaPoint[]} areas */
function tell(frame, areas) {
  const line = /** @type {HTMLElement} */ (frame.querySelector("[data-chosen]"));
  line.replaceChildren();
  for (const area of areas.slice(0, 5)) {
    const link = document.createElement("a");
    link.href = area.url;
    link.textContent = `${area.title}: ${area.cases}`;
    line.append(link, " ");
  }
}

/** @param {AreaPoint[]} areas */
const sum = (areas) => areas.reduce((total, area) => total + area.cases, 0);

/** @param {HTMLElement} frame */
async function start(frame) {
  const [ol, { cityMap }, { clusterStyle }] = await Promise.all([
    import("../vendor/openlayers/ol.js"), import("./map_base.js"), import("./map_pins.js"),
  ]);
  const areas = /** @type {AreaPoint[]} */ (JSON.parse(document.getElementById(frame.dataset.points ?? "")?.textContent ?? "[]"));
  const target = /** @type {HTMLElement} */ (frame.querySelector("[data-map]"));
  const centre = areas.length ? [areas[0].lon, areas[0].lat] : null;
  const { map, view } = cityMap(target, { url: frame.dataset.mapUrl ?? "", centre, zoom: areas.length > 1 ? 12 : 14 });
  const source = new ol.VectorSource({
    features: areas.map((area) => new ol.Feature({ geometry: new ol.Point(ol.fromLonLat([area.lon, area.lat])), area })),
  });
  let chosen = 0;
  const inside = (/** @type {any} */ near) => /** @type {AreaPoint[]} */ (near.get("features").map((/** @type {any} */ it) => it.get("area")));
  const layer = new ol.VectorLayer({
    zIndex: 20, declutter: "names", source: new ol.Cluster({ source, distance: 64, minDistance: 44 }),
    style: (/** @type {any} */ near) => clusterStyle(sum(inside(near)), inside(near).some((area) => area.n === chosen)),
  });
  map.addLayer(layer);
  document.addEventListener("theme-changed", () => layer.changed());
  if (areas.length > 1) view.fit(source.getExtent(), { padding: [40, 40, 40, 40], maxZoom: 15 });

  const choose = (/** @type {AreaPoint[]} */ some) => {
    chosen = some.length === 1 ? some[0].n : 0;
    layer.changed();
    tell(frame, some);
    for (const row of document.querySelectorAll("[data-pin]"))
      row.classList.toggle("pin-hover", row.getAttribute("data-pin") === String(chosen));
  };
  map.on("singleclick", (/** @type {any} */ event) => {
    const near = map.forEachFeatureAtPixel(event.pixel, (/** @type {any} */ hit) => hit, { layerFilter: (/** @type {any} */ one) => one === layer, hitTolerance: 6 });
    const some = near ? inside(near) : [];
    choose(some);
    if (some.length > 1) view.animate({ center: near.getGeometry().getCoordinates(), zoom: (view.getZoom() ?? 12) + 1.5, duration: 250 });
  });
  document.addEventListener("focusin", (event) => {
    const row = event.target instanceof Element && event.target.closest("[data-pin]");
    if (row) choose(areas.filter((area) => String(area.n) === row.getAttribute("data-pin")));
  });
}

onMount("[data-area-map]", (frame) => {
  frame.hidden = false;
  whenSeen(frame, () => start(frame));
});
