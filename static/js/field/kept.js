// @ts-check
// The pages' way to what the phone keeps: whose it is, what was last loaded, and a thing put into the outbox.
import "./store.js";
import "./posting.js";

/** @type {any} */
export const store = /** @type {any} */ (globalThis).fieldStore;
/** @type {any} */
export const posting = /** @type {any} */ (globalThis).fieldPost;

/** @typedef {{id: number, number: string, name: string, shift: any}} Officer */

/** @returns {Promise<Officer | null>} who signed in last on this phone and has not signed out */
export const officer = async () => (await store.get("copies", "me"))?.data ?? null;

/** @returns {Promise<any>} the officer's day as last loaded: {data, at}; null before the first time */
export async function day() {
  const [me, kept] = await Promise.all([officer(), store.get("copies", "today")]);
  return me && kept?.owner === me.id ? kept : null;
}

/** @returns {Promise<any>} categories and reasons; empty before the first time */
export const dictionary = async () => (await store.get("copies", "dictionary"))?.data ?? { categories: [], rework_reasons: [] };

/** Forget what belongs to a person, except what still waits to be sent. */
export async function forgetPerson() {
  for (const name of ["me", "today"]) await store.remove("copies", name);
}

/** @param {string} url @returns {Promise<any>} */
async function load(url) {
  const answer = await fetch(url, { cache: "no-store", signal: AbortSignal.timeout(15_000) });
  if (answer.ok) return answer.json();
  throw Object.assign(new Error(String(answer.status)), { status: answer.status });
}

/** Load the day anew; where there is no network, or nobody is signed in, what was kept stays. */
export async function refresh() {
  let state = "online";
  const at = Date.now(); // when it was asked: what the officer does from here on may not be in the answer
  try {
    const data = await load("/api/v1/field/");
    await store.put("copies", { name: "me", data: data.me });
    await store.put("copies", { name: "today", owner: data.me.id, data, at });
    await store.put("copies", { name: "dictionary", data: await load("/api/v1/field/dictionary/"), at });
  } catch (fault) {
    const status = /** @type {any} */ (fault).status;
    state = status === 401 || status === 403 ? "signed_out" : "offline";
  }
  // On a full phone what was loaded before is still there, and must be shown.
  await store.put("copies", { name: "link", state, at }).catch(() => {});
}

/** Rows of the outbox that are the officer's: another's are neither shown nor sent. @returns {Promise<any[]>} oldest first */
export async function outbox() {
  const me = await officer();
  const rows = (await store.all("outbox")).filter((/** @type {any} */ row) => row.owner === me?.id);
  return rows.sort((/** @type {any} */ a, /** @type {any} */ b) => a.at - b.at);
}

/**
 * Keep a thing to be sent, then try to send it. Rejects where the phone has no room: the form must stay as it is.
 * @param {any} thing kind, url, fields, and title, words, photos, number, group, taskId as far as they apply
 * @param {string} [instead] id of the refused row that it mends
 */
export async function enqueue(thing, instead = "") {
  const me = await officer();
  if (!me) throw new Error("nobody is signed in");
  const row = { photos: [], words: "", ...thing, id: crypto.randomUUID(), owner: me.id, at: Date.now(), state: "waits", tries: 0, nextAt: 0 };
  await (instead ? store.replace("outbox", instead, row) : store.put("outbox", row));
  const worker = await navigator.serviceWorker?.getRegistration("/field/");
  await /** @type {any} */ (worker)?.sync?.register("govgrid-field-outbox").catch(() => {});
  posting.drain();
  return row;
}
