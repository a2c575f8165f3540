// @ts-check
// What it is: favourites, then recent ones, then all that is called so; chosen with one tap, without network.
import { dictionary, officer, store } from "./kept.js";
import { fill } from "./redraw.js";
import { made, nameOf, say } from "./words.js";

const SHOWN = 8;

/** @returns {Promise<{name: string, favourites: string[], recent: string[]}>} the officer's own */
async function habits() {
  const name = `habits-${(await officer())?.id ?? ""}`;
  return await store.get("copies", name) ?? { name, favourites: [], recent: [] };
}

/** @param {string} code */
export async function remember(code) {
  const mine = await habits();
  mine.recent = [code, ...mine.recent.filter((/** @type {string} */ other) => other !== code)].slice(0, SHOWN);
  await store.put("copies", mine);
}

/** @param {any} kind @param {string} words */
const fits = (kind, words) => [kind.code, kind.name_en, kind.name_zh, kind.major_en, kind.major_zh].some((text) => text.toLowerCase().includes(words));

/** @param {any[]} all @param {any} mine @param {string} words @param {string} chosen */
function offered(all, mine, words, chosen) {
  if (words) return all.filter((kind) => fits(kind, words)).slice(0, 3 * SHOWN);
  const first = [...new Set([chosen, ...mine.favourites, ...mine.recent])].map((code) => all.find((kind) => kind.code === code)).filter(Boolean);
  return [...new Set([...first, ...all])].slice(0, Math.max(SHOWN, first.length));
}

/**
 * @param {HTMLElement} frame
 * @returns {{chosen: () => any, choose: (code: string) => Promise<void>}} the kind that is chosen, or null
 */
export function start(frame) {
  const list = /** @type {HTMLElement} */ (frame.querySelector("[data-choices]"));
  const search = /** @type {HTMLInputElement} */ (frame.querySelector("[data-search]"));
  /** @type {any} */
  let chosen = null;

  /** @param {{kind: any, pressed: boolean, starred: boolean}} shown */
  const row = ({ kind, pressed, starred }) => {
    const item = made("category", { name: nameOf(kind), major: nameOf({ name_en: kind.major_en, name_zh: kind.major_zh }) }, kind.icon);
    const button = /** @type {HTMLElement} */ (item.querySelector("[data-choose]")), star = /** @type {HTMLElement} */ (item.querySelector("[data-favourite]"));
    item.dataset.code = kind.code;
    button.setAttribute("aria-pressed", String(pressed));
    star.setAttribute("aria-pressed", String(starred));
    star.setAttribute("aria-label", say("favourite", { name: nameOf(kind) }));
    button.addEventListener("click", async () => { search.value = ""; await choose(kind.code); focusOn(kind.code, "[data-choose]"); });
    star.addEventListener("click", async () => { await toggle(kind.code); await show(); focusOn(kind.code, "[data-favourite]"); });
    return item;
  };
  const focusOn = (/** @type {string} */ code, /** @type {string} */ part) => /** @type {HTMLElement} */ (list.querySelector(`[data-code="${code}"] ${part}`))?.focus();

  let drawings = 0;
  const show = async () => {
    const turn = ++drawings, all = (await dictionary()).categories, mine = await habits();
    // Each letter asks for a drawing: only the last may draw, and what it leaves as it was keeps the focus.
    if (turn !== drawings) return;
    const found = offered(all, mine, search.value.trim().toLowerCase(), chosen?.code);
    if (!found.length && all.length) list.textContent = say("none_found");
    else fill(list, found.map((/** @type {any} */ kind) => ({ key: kind.code, kind, pressed: chosen?.code === kind.code, starred: mine.favourites.includes(kind.code) })), row);
  };
  const choose = async (/** @type {string} */ code) => {
    chosen = (await dictionary()).categories.find((/** @type {any} */ kind) => kind.code === code) ?? null;
    await show();
    frame.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const toggle = async (/** @type {string} */ code) => {
    const mine = await habits();
    mine.favourites = mine.favourites.includes(code) ? mine.favourites.filter((/** @type {string} */ other) => other !== code) : [...mine.favourites, code];
    await store.put("copies", mine);
  };
  search.addEventListener("input", show);
  new BroadcastChannel("govgrid-field").addEventListener("message", ({ data }) => { if (data === "copies" && !list.children.length) show(); });
  show();
  return { chosen: () => chosen, choose };
}
