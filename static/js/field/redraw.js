// @ts-check
// Lists that are drawn anew while somebody works with them: nothing may go from under a finger, or from the focus.

/**
 * Draw a view now and whenever asked, but not while something of it is pressed: then as soon as the finger is off.
 * @param {HTMLElement} view @param {(view: HTMLElement) => Promise<void>} show
 * @returns {() => void}
 */
export function calmly(view, show) {
  let pressed = false, waits = false;
  const draw = () => {
    waits = pressed;
    if (!pressed) show(view);
  };
  view.addEventListener("pointerdown", () => { pressed = true; });
  // After this turn: the click that follows still finds its button.
  for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => setTimeout(() => {
    pressed = false;
    if (waits) draw();
  }));
  return draw;
}

/**
 * Put the cards of `rows` into a list; a card whose row is as it was stays the element that it is.
 * @param {Element | null} list @param {any[]} rows @param {(row: any) => HTMLElement} make
 */
export function fill(list, rows, make) {
  if (!list) return;
  const old = new Map([...list.children].map((card) => [/** @type {HTMLElement} */ (card).dataset.shown, card])), held = document.activeElement;
  const cards = rows.map((row) => {
    const shown = JSON.stringify(row), card = /** @type {HTMLElement} */ (old.get(shown) ?? make(row));
    card.dataset.shown = shown;
    return card;
  });
  if (cards.length === list.children.length && cards.every((card, n) => card === list.children[n])) return;
  list.replaceChildren(...cards);
  if (held instanceof HTMLElement && list.contains(held)) held.focus({ preventScroll: true });
}
