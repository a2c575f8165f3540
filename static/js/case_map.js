// @ts-check
// Cases as pins: clustered when near, numbered as in the list; a row and its pin light up together.
import { onMount, whenSeen } from "./mount.js";

/** @typedef {{n: number, lon: number, lat: number, title: string, url: string, state: string}} CasePoint */

/** @param {string | undefined} id @returns {CasePoint[]} */
const readPoints = (id) => JSON.parse(document.getElementById(id ?? "")?.textContent ?? "[]");

/** @param {HTMLElement} frame @param {CasePoint[]} points */
function tell(frame, points) {
  const line = /** @type {HTMLElement} */ (frame.querySelector("[data-chosen]"));
  line.replaceChildren();
  if (points.length > 1) line.textContent = `${points.length} ${frame.dataset.textMany}`;
  if (points.length !== 1) return;
  const link = document.createElement("a");
  link.href = points[0].url;
  link.textContent = `${points[0].n ?? ""} ${points[0].title}`.trim();
  line.append(link);
}

/** @param {number | null} n mark the list's row of pin `n`, or none */
function markRow(n) {
  for (const row of document.querySelectorAll("[data-pin]"))
    row.classList.toggle("pin-hover", n !== null && row.getAttribute("data-pin") === String(n));
}

/** @param {HTMLElement} frame */
async function start(frame) {
  const [ol, { cityMap, readPoint }, { clusterStyle, pinStyle }] = await Promise.all([
    import("../vendor/openlayers/ol.js"), import("./map_base.js"), import("./map_pins.js"),
  ]);
  const points = readPoints(frame.dataset.points);
  const target = /** @type {HTMLElement} */ (frame.querySelector("[data-map]"));
  // With pins the map opens on them; without, on the given centre, else on the whole city.
  const centre = points.length ? [points[0].lon, points[0].lat] : readPoint(frame.dataset.centre ?? "");
  const { map, view } = cityMap(target, { url: frame.dataset.mapUrl ?? "", centre, zoom: 12.5 });
  /** @type {number | null} */
  let chosen = null;

  const pins = (/** @type {CasePoint[]} */ some) => some.map((point) => new ol.Feature({ geometry: new ol.Point(ol.fromLonLat([point.lon, point.lat])), point }));
  const source = new ol.VectorSource({ features: pins(points) });
  document.addEventListener("live:swapped", () => { source.clear(); source.addFeatures(pins(readPoints(frame.dataset.points))); });
  const within = (/** @type {any} */ cluster) => cluster.get("features").map((/** @type {any} */ feature) => feature.get("point"));
  const layer = new ol.VectorLayer({
    zIndex: 20, declutter: "names",
    source: new ol.Cluster({ source, distance: 26, minDistance: 12 }),
    style: (/** @type {any} */ cluster) => {
      const inside = within(cluster);
      return inside.length > 1 ? clusterStyle(inside.length) : pinStyle(inside[0], inside[0].n === chosen);
    },
  });
  map.addLayer(layer);
  document.addEventListener("theme-changed", () => layer.changed());
  if (points.length) view.fit(source.getExtent(), { padding: [40, 40, 40, 76], maxZoom: 15.5 });

  const choose = (/** @type {number | null} */ n) => { chosen = n; layer.changed(); markRow(n); };
  map.on("singleclick", (/** @type {any} */ event) => {
    const cluster = map.forEachFeatureAtPixel(event.pixel, (/** @type {any} */ hit) => hit, { layerFilter: (/** @type {any} */ one) => one === layer, hitTolerance: 6 });
    const inside = cluster ? within(cluster) : [];
    tell(frame, inside);
    choose(inside.length === 1 ? inside[0].n : null);
    if (inside.length > 1) view.animate({ center: cluster.getGeometry().getCoordinates(), zoom: (view.getZoom() ?? 12) + 2, duration: 250 });
  });
  for (const kind of ["pointerover", "focusin"]) document.addEventListener(kind, (event) => {
    const row = event.target instanceof Element && event.target.closest("[data-pin]");
    if (row && Number(row.getAttribute("data-pin")) !== chosen) choose(Number(row.getAttribute("data-pin")));
  });
}

onMount("[data-case-map]", (frame) => {
  frame.hidden = false;
  whenSeen(frame, () => start(frame));
});
