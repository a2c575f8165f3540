// @ts-check
// Lists that are drawn anew while somebody works with them: nothing may go from under a finger, or from the focus.

/**
 * Draw a view now and whenever asked, but not while something of it is pressed: then as soon as the finger is off.
 * @param {HTMLElement} view
 * @param {(view: HTMLElement) => Promise<() => void>} read fulfilled with what draws: a finger may come down meanwhile,
 *   and what was asked for later has read more
 * @returns {() => Promise<void>}
 */
export function calmly(view, read) {
  let pressed = false, waits = false, asked = 0;
  const draw = async () => {
    const turn = ++asked, put = await read(view);
    if (turn !== asked) return;
    waits = pressed;
    if (!pressed) put();
  };
  view.addEventListener("pointerdown", () => { pressed = true; });
  // After this turn: the click that follows still finds its button.
  for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => setTimeout(() => {
    pressed = false;
    if (waits) draw();
  }));
  return draw;
}

/** What of a card can have the focus. */
const STOPS = "a[href], button";

/** Where the focus is in a list: in which card, by the key or id of its row, and at which of its stops. @param {Element} list */
function placeIn(list) {
  const held = document.activeElement, card = held && [...list.children].find((one) => one.contains(held));
  return { held, key: /** @type {HTMLElement | undefined} */ (card)?.dataset.key, stop: card && held ? [...card.querySelectorAll(STOPS)].indexOf(held) : -1 };
}

/**
 * Put the cards of `rows` into a list; a card whose row is as it was stays the element that it is. The focus stays, also
 * in a card that has changed, if its row has a `key` or an `id`.
 * @param {Element | null} list @param {any[]} rows @param {(row: any) => HTMLElement} make
 */
export function fill(list, rows, make) {
  if (!list) return;
  const old = new Map([...list.children].map((card) => [/** @type {HTMLElement} */ (card).dataset.shown, card]));
  const { held, key, stop } = placeIn(list);
  const cards = rows.map((row) => {
    const shown = JSON.stringify(row), card = /** @type {HTMLElement} */ (old.get(shown) ?? make(row));
    Object.assign(card.dataset, { shown, key: row.key ?? row.id });
    return card;
  });
  if (cards.length === list.children.length && cards.every((card, n) => card === list.children[n])) return;
  list.replaceChildren(...cards);
  const same = key && cards.find((card) => card.dataset.key === key)?.querySelectorAll(STOPS)[stop];
  const next = held && list.contains(held) ? held : same;
  if (next instanceof HTMLElement) next.focus({ preventScroll: true });
}
