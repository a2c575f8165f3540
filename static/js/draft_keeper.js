// @ts-check
// Keep what a person types in `form[data-keep-draft=NAME]` in this tab until a page says data-draft-sent=NAME.
// Words only: photos, passwords and hidden fields (tokens, keys) are never kept. What staff type is kept under their
// own name: nobody else at this browser sees it, and signing out forgets it in every tab.
import { onMount } from "./mount.js";

const KEPT = 'textarea, select, input:not([type="hidden"], [type="password"], [type="file"], [data-no-draft])';
const STORE = "govgrid-draft-", OUT = "govgrid-signed-out", STAFF = /^govgrid-draft-\d+:/;
const person = document.body.dataset.person ?? "", mine = person ? `${STORE}${person}:` : STORE;

/** @param {string} name */
const keyOf = (name) => `${mine}${name}`;

/** Forget what staff have typed in this tab; with `but`, of all others than the one it begins with. @param {string} [but] */
export function forgetDrafts(but) {
  try {
    const keys = Object.keys(sessionStorage).filter((key) => STAFF.test(key) && !(but && key.startsWith(but)));
    keys.forEach((key) => sessionStorage.removeItem(key));
  } catch { /* nothing was kept */ }
}

/** Let every other tab forget too. */
export function tellOthers() {
  try { localStorage.setItem(OUT, String(Date.now())); } catch { /* each forgets when the next person is seen */ }
}

if (person) forgetDrafts(mine);
addEventListener("storage", (event) => { if (event.key === OUT) forgetDrafts(); });

/** @param {string} key @returns {Record<string, string[]>} */
function read(key) {
  try { return JSON.parse(sessionStorage.getItem(key) ?? "{}"); } catch { return {}; }
}

/** @typedef {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} Widget */

/** @param {Widget} widget */
const isChoice = (widget) => widget instanceof HTMLInputElement && ["radio", "checkbox"].includes(widget.type);

/** @param {HTMLElement} form @returns {Widget[]} */
const widgetsOf = (form) => [...form.querySelectorAll(KEPT)].map((element) => /** @type {Widget} */ (element)).filter((w) => w.name);

/** @param {HTMLElement} form @param {string} key */
function save(form, key) {
  /** @type {Record<string, string[]>} */
  const words = {};
  for (const widget of widgetsOf(form)) {
    words[widget.name] ??= [];
    if (!isChoice(widget) || /** @type {HTMLInputElement} */ (widget).checked) words[widget.name].push(widget.value);
  }
  try { sessionStorage.setItem(key, JSON.stringify(words)); } catch { /* full or refused: the form still works */ }
}

/** @param {HTMLElement} form @param {string} key */
function restore(form, key) {
  const words = read(key);
  for (const widget of widgetsOf(form)) {
    const kept = words[widget.name];
    if (!kept) continue;
    if (isChoice(widget)) /** @type {HTMLInputElement} */ (widget).checked = kept.includes(widget.value);
    else if (!widget.value && kept[0]) widget.value = kept[0];
  }
}

onMount("form[data-keep-draft]", (form) => {
  const key = keyOf(form.dataset.keepDraft ?? "");
  // A form that came back with errors already carries what was typed; the server's copy wins.
  if (!form.querySelector('[aria-invalid="true"]')) restore(form, key);
  form.addEventListener("input", () => save(form, key));
  form.addEventListener("change", () => save(form, key));
});

onMount("[data-draft-sent]", (page) => {
  try { sessionStorage.removeItem(keyOf(page.dataset.draftSent ?? "")); } catch { /* nothing was kept */ }
});
