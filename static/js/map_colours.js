// @ts-check
// The map's colours are tokens of css/tokens.css, so that it changes theme together with the page.

/** @param {string} name of a custom property, without the dashes */
export const token = (name) => getComputedStyle(document.body).getPropertyValue(`--${name}`).trim();

/** Colours of the background map, read afresh for the theme now worn. */
export function mapColours() {
  return {
    void: token("map-void"), land: token("map-land"), water: token("map-water"), park: token("map-park"),
    roads: [token("map-road-0"), token("map-road-1"), token("map-road-2")], casing: token("map-casing"),
    area: token("map-area"), label: token("map-label"), halo: token("map-halo"),
  };
}

/** Colours of pins by state word: the same that badges and legends wear. */
export function pinColours() {
  return {
    late: token("late"), warn: token("warn"), ok: token("ok"), done: token("info"), paused: token("idle"),
    brand: token("brand"), ink: token("map-pin-ink"), ring: token("map-pin-ring"),
  };
}

/** Colours of the grid: its classes from the lowest, the lines between areas, and the area that was chosen. */
export function gridColours() {
  return { classes: [1, 2, 3, 4].map((n) => token(`map-class-${n}`)), edge: token("map-edge"), chosen: token("brand") };
}

/** The page's own type, for labels drawn on the canvas. */
export const mapFont = () => getComputedStyle(document.body).fontFamily;
