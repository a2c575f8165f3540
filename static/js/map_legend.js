// @ts-check
// What the colours of the areas mean: words, and a square as pale as the areas are on the map.

const SIZE = 14;

/** @param {number} level 0: no case */
function square(level) {
  const picture = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  picture.setAttribute("viewBox", "0 0 16 16");
  picture.setAttribute("aria-hidden", "true");
  picture.setAttribute("class", `class-${level}`);
  const shape = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  for (const [name, value] of Object.entries({ x: 8 - SIZE / 2, y: 8 - SIZE / 2, width: SIZE, height: SIZE }))
    shape.setAttribute(name, String(value));
  picture.append(shape);
  return picture;
}

/** @param {HTMLElement} legend @param {string[]} labels of the classes, the one without cases first */
export function fillLegend(legend, labels) {
  legend.replaceChildren(...labels.map((words, level) => {
    const entry = document.createElement("span");
    entry.append(square(level), words);
    return entry;
  }));
}
