// @ts-check
// A form of the app from its first word to the outbox: kept as a draft while it is written, sent once, gone when it is kept.
import { store } from "./kept.js";
import { allMade } from "./making.js";
import { failed } from "./telling.js";

const PAUSE_MS = 400;
/** When what was typed is kept next. @type {ReturnType<typeof setTimeout> | undefined} */
let later;
/** Whether the form is on its way: what is typed behind it is no draft of it. */
let gone = false;

/**
 * Keep what is being written: at once after a choice, after a pause while one types, for its photos are written with it.
 * @param {HTMLFormElement} form @param {() => Promise<void>} save
 */
export function keepWritten(form, save) {
  const now = () => { clearTimeout(later); if (!gone) save().catch(failed); };
  form.addEventListener("change", now);
  form.addEventListener("input", () => { clearTimeout(later); later = setTimeout(now, PAUSE_MS); });
}

/**
 * Send a form when asked to, and once: a second tap while it is being kept would be a second case.
 * @param {HTMLFormElement} form @param {() => Promise<boolean>} send fulfilled with whether it is kept and the page goes on
 */
export function sentOnce(form, send) {
  let underWay = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (underWay) return;
    underWay = true;
    underWay = await allMade().then(send).catch((fault) => { failed(fault); return false; });
  });
}

/**
 * It is kept: on to Today, where the line on top says how far it is. The draft of it goes if it can.
 * @param {string} draft @returns {Promise<boolean>} true, for sentOnce
 */
export async function kept(draft) {
  gone = true;
  clearTimeout(later);
  await store.remove("drafts", draft).catch(console.warn);
  sessionStorage.setItem("govgrid-field-kept", "1");
  location.assign("/field/");
  return true;
}
