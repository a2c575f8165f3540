// @ts-check
// Where a cell lies: its outline over the city's background and its neighbours' borders.
import { onMount, whenSeen } from "./mount.js";

/** @param {HTMLElement} frame */
async function start(frame) {
  const [ol, { cityMap }, { gridLayer }, { gridColours }] = await Promise.all([
    import("../vendor/openlayers/ol.js"), import("./map_base.js"), import("./map_tiles.js"), import("./map_colours.js"),
  ]);
  const format = new ol.GeoJSON({ featureProjection: "EPSG:3857" });
  const shape = format.readFeature(JSON.parse(document.getElementById(frame.dataset.outline ?? "")?.textContent ?? "null"));
  const extent = /** @type {any} */ (shape).getGeometry().getExtent();
  const { map, view } = cityMap(/** @type {HTMLElement} */ (frame.querySelector("[data-map]")), {
    url: frame.dataset.baseUrl ?? "", centre: ol.toLonLat(ol.getCenter(extent)), zoom: 15, plain: true,
  });
  gridLayer(map, frame.dataset.tilesUrl ?? "");
  const style = () => {
    const { chosen } = gridColours();
    return new ol.Style({ stroke: new ol.Stroke({ color: chosen, width: 3.5 }), fill: new ol.Fill({ color: `${chosen}33` }) });
  };
  const layer = new ol.VectorLayer({ source: new ol.VectorSource({ features: [shape] }), zIndex: 9, style: style() });
  document.addEventListener("theme-changed", () => layer.setStyle(style()));
  map.addLayer(layer);
  view.fit(extent, { padding: [48, 48, 48, 48], maxZoom: 17 });
  frame.dataset.ready = "1";
}

onMount("[data-cell-map]", (frame) => {
  frame.hidden = false;
  whenSeen(frame, () => start(frame));
});
