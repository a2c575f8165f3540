// @ts-check
// The staff's map: tiles of the grid, coloured by a measure of what is in view, and the cases that the viewer may see.
import { announce, onMount } from "./mount.js";

const WAIT_MS = 150;
/** @param {string} id */
const read = (id) => JSON.parse(document.getElementById(id)?.textContent ?? "[]");

/** Where the map was: in the address, so that a link or the back button shows the same. @returns {number[] | null} */
function placeInAddress() {
  const place = location.hash.slice(1).split("/").map(Number);
  return place.length === 3 && place.every(Number.isFinite) ? place : null;
}

/** @param {any} ol @param {any} view */
function keepPlace(ol, view) {
  const [lon, lat] = ol.toLonLat(view.getCenter());
  history.replaceState(history.state, "", `#${view.getZoom().toFixed(2)}/${lat.toFixed(5)}/${lon.toFixed(5)}`);
}

/** @param {HTMLElement} frame */
async function start(frame) {
  const [ol, { cityMap, readPoint }, { gridLayer }, { fillLegend }, { clusterLayer }, { chooseBackground }, choice, { addComponents }] = await Promise.all([
    import("../vendor/openlayers/ol.js"), import("./map_base.js"), import("./map_tiles.js"), import("./map_legend.js"),
    import("./map_clusters.js"), import("./map_background.js"), import("./map_choice.js"), import("./component_layer.js"),
  ]);
  const words = frame.dataset, target = /** @type {HTMLElement} */ (frame.querySelector("[data-map]"));
  const place = placeInAddress();
  const { map, view } = cityMap(target, {
    url: words.baseUrl ?? "", centre: place ? [place[2], place[1]] : null, zoom: place?.[0] ?? 12, plain: true,
    before: readPoint(words.centre ?? ""),
  });
  const grid = gridLayer(map, words.tilesUrl ?? ""), near = clusterLayer(map);
  const things = addComponents(map, { url: words.componentsUrl ?? "", icons: words.icons ?? "" });
  chooseBackground(map, frame, read("basemaps"));
  const levels = read("map-levels");
  let asked = new AbortController();

  const refresh = async () => {
    keepPlace(ol, view);
    asked.abort();
    asked = new AbortController();
    const box = ol.transformExtent(view.calculateExtent(), "EPSG:3857", "EPSG:4326").map((/** @type {number} */ n) => n.toFixed(6));
    const level = levels.find((/** @type {any[]} */ [from]) => grid.zoom() >= from)[1];
    const get = async (/** @type {string} */ url) => (await fetch(`${url}&bbox=${box}&zoom=${view.getZoom().toFixed(2)}&level=${level}`, { signal: asked.signal })).json();
    try {
      const [figures, cases] = await Promise.all([get(words.measuresUrl ?? ""), get(words.casesUrl ?? "")]);
      grid.show(figures);
      fillLegend(/** @type {HTMLElement} */ (frame.querySelector("[data-legend]")), figures.labels);
      near.show(cases.clusters);
      frame.dataset.ready = String(Number(frame.dataset.ready ?? 0) + 1);
    } catch (fault) {
      if (!(fault instanceof DOMException)) announce(words.textLost ?? "");
    }
  };
  let waiting = 0;
  map.on("moveend", () => { clearTimeout(waiting); waiting = setTimeout(refresh, WAIT_MS); });

  const choose = (/** @type {number[]} */ pixel, /** @type {boolean} */ byKey) => {
    const cases = byKey ? undefined : near.at(pixel), area = grid.areaAt(pixel);
    if (cases && cases.n > 1) view.animate({ center: ol.fromLonLat([cases.lon, cases.lat]), zoom: (view.getZoom() ?? 12) + 2, duration: 250 });
    if (cases) return choice.tellCases(frame, cases);
    const thing = byKey ? undefined : things.at(pixel);
    things.choose(thing?.get("c") ?? "");
    if (thing) return choice.tellThing(frame, thing);
    if (!area) return;
    if (area.getId() === grid.figures().chosen && area.get("level") === "cell") return location.assign(choice.cardOf(frame, area.get("code")));
    grid.show({ chosen: area.getId() });
    choice.tellArea(frame, area, grid.figures().values[area.getId()] ?? 0);
  };
  map.on("singleclick", (/** @type {any} */ event) => choose(event.pixel, false));
  target.addEventListener("keydown", (event) => {
    if (event.key === "Enter") choose(map.getSize().map((/** @type {number} */ side) => side / 2), true);
  });
}

onMount("[data-city-map]", (frame) => {
  frame.hidden = false;
  start(frame);
});
