// @ts-check
// Which cell a line is meant to split.

const SAMPLES = 41;

/**
 * The code of the cell in which most of the line lies, by points spread along it; "" where it meets none.
 * @param {any} source of cells @param {any} line
 */
export function mostCrossed(source, line) {
  /** @type {Map<string, number>} */
  const hits = new Map();
  for (let n = 0; n < SAMPLES; n += 1)
    for (const cell of source.getFeaturesAtCoordinate(line.getCoordinateAt(n / (SAMPLES - 1))))
      hits.set(cell.get("code"), (hits.get(cell.get("code")) ?? 0) + 1);
  return [...hits].sort((a, b) => b[1] - a[1])[0]?.[0] ?? "";
}
