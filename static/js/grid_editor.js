// @ts-check
// Edit a community's cells on the map: what is drawn goes into the form's own fields, and the server checks it at once.
import { mostCrossed } from "./grid_lines.js";
import { onMount, whenSeen } from "./mount.js";

const fields = () => /** @type {HTMLFormElement | null} */ (document.querySelector("#grid-edit"));
const boxes = () => /** @type {HTMLInputElement[]} */ ([...document.querySelectorAll('input[name="cells"]')]);
const tool = () => new FormData(fields() ?? undefined).get("tool")?.toString() ?? "";

/** @param {Record<string, string>} values @param {(code: string, now: boolean) => boolean} choose which cells are ticked */
function fill(values, choose) {
  for (const [name, value] of Object.entries(values)) /** @type {any} */ (fields()?.elements.namedItem(name)).value = value;
  for (const box of boxes()) box.checked = choose(box.value, box.checked);
}

/** What was checked is what is adopted: once anything is changed, the old answer's button goes, and one on its way does not come. */
function outdate() {
  /** @type {any} */ (window).htmx.trigger("#grid-edit", "htmx:abort");
  document.querySelector("#grid-check [data-adopt]")?.closest(".stack")?.replaceChildren();
}

/** @param {HTMLElement} frame */
async function start(frame) {
  const [ol, { cityMap }, { areaLayer, readFeatures, readJson, showAll, writeGeometry }, { gridTools }] = await Promise.all([
    import("../vendor/openlayers/ol.js"), import("./map_base.js"), import("./grid_layers.js"), import("./grid_tools.js"),
  ]);
  const { map } = cityMap(/** @type {HTMLElement} */ (frame.querySelector("[data-map]")), { url: frame.dataset.mapUrl ?? "", centre: [0, 0], zoom: 14 });
  const land = areaLayer(map), sketch = areaLayer(map, { zIndex: 12 }), draft = areaLayer(map, { zIndex: 13 });
  const ticked = (/** @type {string} */ code) => boxes().some((box) => box.checked && box.value === code);
  // What a draft takes the place of is named by the draft.
  const own = areaLayer(map, { zIndex: 11, chosen: ticked, quiet: () => !draft.source.isEmpty() });
  const before = /** @type {Map<string, string>} */ (new Map());
  const words = (/** @type {any} */ cell) => JSON.stringify(writeGeometry(cell.getGeometry()));
  const points = (/** @type {any[]} */ pairs) => pairs.map((pair) => ol.toLonLat(pair).map((n) => n.toFixed(9)).join(", ")).join("\n");

  function reset() {
    for (const { source } of [land, own, sketch, draft]) source.clear();
    const found = readFeatures(readJson("grid-land"));
    land.source.addFeatures(found.filter((one) => one.get("kind") !== "cell"));
    own.source.addFeatures(found.filter((one) => one.get("kind") === "cell"));
    own.source.getFeatures().forEach((cell) => before.set(cell.get("code"), words(cell)));
  }
  const check = () => fields()?.requestSubmit(/** @type {HTMLElement | null} */ (document.querySelector("[data-check]")));
  const snapTo = new ol.VectorSource();
  reset();
  snapTo.addFeatures([...land.source.getFeatures(), ...own.source.getFeatures()]);
  showAll(map, own.source.isEmpty() ? land.source : own.source);

  const use = gridTools(map, { land: snapTo, own: own.source, sketch: sketch.source }, {
    line: (line) => {
      const code = mostCrossed(own.source, line);
      fill({ points: points(line.getCoordinates()) }, (one, now) => code ? one === code : now);
      own.layer.changed();
      check();
    },
    outline: (shape) => { fill({ points: points(shape.getCoordinates()[0].slice(0, -1)) }, () => false); check(); },
    toggle: (code) => { fill({}, (one, now) => one === code ? !now : now); own.layer.changed(); if (boxes().filter((box) => box.checked).length > 1) check(); else outdate(); },
    moved: () => {
      const changed = own.source.getFeatures().filter((cell) => words(cell) !== before.get(cell.get("code")));
      fill({ outlines: JSON.stringify(Object.fromEntries(changed.map((cell) => [cell.get("code"), writeGeometry(cell.getGeometry())]))) }, (_code, now) => now);
      check();
    },
  });
  const take = () => {
    use(tool());
    const hint = frame.querySelector("[data-hint]");
    if (hint) hint.textContent = frame.dataset[`text${tool().replace(/^./, (first) => first.toUpperCase())}`] ?? "";
  };
  take();
  fields()?.addEventListener("change", () => { take(); own.layer.changed(); });
  frame.querySelector("[data-clear]")?.addEventListener("click", () => { reset(); fill({ points: "", outlines: "" }, () => false); take(); outdate(); });
  const showDraft = () => { draft.source.clear(); draft.source.addFeatures(readFeatures(readJson("grid-draft"))); own.layer.changed(); };
  document.addEventListener("grid-draft", showDraft);
  if (document.getElementById("grid-draft")) showDraft(); // it was here before the map
}

onMount("[data-grid-editor]", (frame) => { frame.hidden = false; whenSeen(frame, () => start(frame)); });
onMount("#grid-edit", (form) => form.addEventListener("change", outdate));
// The part that the check has brought says so to the map.
onMount("[data-grid-draft]", () => document.dispatchEvent(new CustomEvent("grid-draft")));
