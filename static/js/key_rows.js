// @ts-check
// Keys of the tables of cases (`data-key-rows`; several are one list): j and k move the current row, x ticks it, o opens it.
// A row is known by its `id`; it stays current when a list that follows is swapped, and when one comes back to the list.
import { isForPage, isOff } from "./keys.js";
import { onMount } from "./mount.js";

let current = "", place = 0, held = false; // id of the current row, its place in the list, whether it has the focus

const rows = () => /** @type {HTMLTableRowElement[]} */ ([...document.querySelectorAll("table[data-key-rows] tbody tr[id]")]);
/** @param {Element} row */
const linkOf = (row) => /** @type {HTMLElement | null} */ (row.querySelector("th a[href], a[href]"));
/** @param {Element} row */
const boxOf = (row) => /** @type {HTMLInputElement | null} */ (row.querySelector("input[type=checkbox]:not([disabled])"));

/** @param {HTMLTableRowElement} row */
function mark(row) {
  const all = rows();
  all.forEach((one) => one === row ? one.setAttribute("aria-selected", "true") : one.removeAttribute("aria-selected"));
  [current, place] = [row.id, all.indexOf(row)];
}

/** @param {HTMLTableRowElement | undefined} row */
function goTo(row) {
  if (!row) return;
  mark(row);
  linkOf(row)?.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}

/** The row where the person is, or undefined before the first j. */
const here = () => rows().find((row) => row.id === current);

/** @type {Record<string, (row: HTMLTableRowElement | undefined) => void>} */
const DOES = {
  j: (row) => goTo(row ? rows()[rows().indexOf(row) + 1] : rows()[0]),
  k: (row) => goTo(row ? rows()[rows().indexOf(row) - 1] : rows().at(-1)),
  x: (row) => row && boxOf(row)?.click(),
  o: (row) => row && linkOf(row)?.click(),
  Enter: (row) => row && linkOf(row)?.click(),
};

document.addEventListener("keydown", (event) => {
  if (!isForPage(event) || isOff() || !rows().length || !Object.hasOwn(DOES, event.key)) return;
  const focused = document.activeElement;
  // Enter on what has the focus is its own; on a tick it would send the form, so there it opens the row.
  if (event.key === "Enter" && focused !== document.body && focused?.id !== "main" && !focused?.matches("tr input[type=checkbox]")) return;
  event.preventDefault();
  DOES[event.key](here());
});

document.addEventListener("focusin", (event) => {
  const row = /** @type {Element} */ (event.target).closest("table[data-key-rows] tbody tr[id]");
  held = row !== null && /** @type {Element} */ (event.target).matches("a");
  if (row) mark(/** @type {HTMLTableRowElement} */ (row));
});

// The address keeps the row, so that "back" finds it again, also in another tab.
document.addEventListener("click", (event) => {
  const row = /** @type {Element} */ (event.target).closest("table[data-key-rows] tbody tr[id]");
  if (row && /** @type {Element} */ (event.target).closest("a")) history.replaceState(history.state, "", `#${row.id}`);
});

document.addEventListener("submit", (event) => {
  const row = here();
  if (row && /** @type {Element} */ (event.target).contains(row)) history.replaceState(history.state, "", `#${row.id}`);
});

document.addEventListener("live:swapped", () => {
  if (!current) return;
  const row = here() ?? rows()[Math.min(place, rows().length - 1)];
  if (row && held && document.activeElement === document.body) goTo(row);
  else if (row) mark(row);
});

onMount("table[data-key-rows]", () => {
  const row = rows().find((one) => `#${one.id}` === location.hash);
  const opened = rows().find((one) => one.matches("[aria-selected=true]")); // a desk shows one beside its list: go on from there
  if (!current && (row ?? opened)) row ? goTo(row) : mark(/** @type {HTMLTableRowElement} */ (opened));
});
