// @ts-check
// The keyboard: an element with `data-key="n"` is what the key n presses (button, link), opens (summary) or focuses (field).
// `?` lists the keys of the page. Single letters are for those who want them: the list has a switch (WCAG 2.1.4).
import { onMount } from "./mount.js";

const FIELDS = "input:not([type=checkbox]):not([type=radio]):not([type=button]):not([type=submit]), select, textarea, [contenteditable]";
const OFF = "govgrid-keys-off";

/** Has the person switched single keys off on this device? */
export const isOff = () => { try { return localStorage.getItem(OFF) === "1"; } catch { return false; } };

/**
 * Is this press a letter for the page: not typed into a field, not part of a shortcut, not while Chinese is composed?
 * @param {KeyboardEvent} event
 */
export function isForPage(event) {
  if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.key === "Process") return false;
  if (event.target instanceof Element && event.target.closest(FIELDS)) return false;
  return !document.querySelector("dialog[open]");
}

/** What a key stands for now; folded away in a `details` counts, hidden does not. @param {string} key */
function holderOf(key) {
  const all = [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`))];
  return all.find((one) => one.checkVisibility()) ?? all.find((one) => one.closest("details:not([open])")?.checkVisibility());
}

/** @param {HTMLElement} holder */
function press(holder) {
  for (let fold = holder.parentElement?.closest("details"); fold; fold = fold.parentElement?.closest("details")) fold.open = true;
  const fold = holder.matches("summary") ? holder.closest("details") : null;
  if (fold) fold.open = true;
  (/** @type {HTMLElement | null | undefined} */ (fold?.querySelector("textarea, select, input:not([type=hidden])")) ?? holder).focus();
  if (!fold && !holder.matches(FIELDS)) holder.click();
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && event.target instanceof HTMLElement && event.target.matches(FIELDS) && !event.isComposing) event.target.blur();
  if (!isForPage(event)) return;
  const help = /** @type {HTMLDialogElement | null} */ (document.querySelector("dialog[data-keys]"));
  if (event.key === "?" && help && fill(help)) return help.showModal();
  const holder = event.key.length === 1 && !isOff() ? holderOf(event.key) : undefined;
  if (holder) event.preventDefault();
  if (holder) press(holder);
});

/** The name of an element as it is read aloud. @param {HTMLElement} one */
function nameOf(one) {
  const label = /** @type {HTMLInputElement} */ (one).labels?.[0]?.textContent; // of a field
  return (one.dataset.keyName ?? one.getAttribute("aria-label") ?? label ?? one.textContent ?? "").replace(/\s+/g, " ").trim();
}

/** Write the keys of this page into the list; false when there is none. @param {HTMLDialogElement} help */
function fill(help) {
  const keys = new Set([...document.querySelectorAll("[data-key]")].map((one) => /** @type {HTMLElement} */ (one).dataset.key ?? ""));
  const rows = [...keys].map((key) => /** @type {[string, HTMLElement]} */ ([key, holderOf(key)])).filter(([, holder]) => holder);
  const onRows = document.querySelector("table[data-key-rows]") !== null;
  help.querySelectorAll("[data-keys-rows]").forEach((one) => /** @type {HTMLElement} */ (one).hidden = !onRows);
  help.querySelector("[data-keys-list]")?.replaceChildren(...rows.map(([key, holder]) => line(key, nameOf(holder))));
  return rows.length > 0 || onRows;
}

/** @param {string} key @param {string} name */
function line(key, name) {
  const [row, term, words] = ["div", "dt", "dd"].map((tag) => document.createElement(tag));
  term.append(Object.assign(document.createElement("kbd"), { textContent: key }));
  words.textContent = name;
  row.append(term, words);
  return row;
}

onMount("[data-keys-switch]", (element) => {
  const box = /** @type {HTMLInputElement} */ (element);
  box.checked = !isOff();
  box.addEventListener("change", () => { try { localStorage.setItem(OFF, box.checked ? "" : "1"); } catch { /* private mode: for this page only */ } });
});

// `#key-n` in an address arrives with the field focused or the fold open; it never presses a button: a link must not act.
const wish = location.hash.startsWith("#key-") ? holderOf(decodeURIComponent(location.hash.slice(5))) : undefined;
if (wish?.matches(`${FIELDS}, summary`)) press(wish);
