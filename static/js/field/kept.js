// @ts-check
// The pages' way to what the phone keeps: whose it is, and what was last loaded.
import "./store.js";
import "./parcel.js";
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
  await store.remove("copies", "me");
  await store.put("copies", { name: "today", owner: null, at: Date.now() }); // an answer on its way brings nothing back
  for (const row of await store.all("outbox")) if (row.state === "sent") await store.remove("outbox", row.id);
}

/** @param {string} url @returns {Promise<{data: any, ahead: number}>} `ahead`: milliseconds of its clock before the phone's */
async function load(url) {
  const answer = await fetch(url, { cache: "no-store", signal: AbortSignal.timeout(15_000) });
  const ahead = Date.parse(answer.headers.get("Date") ?? "") - Date.now();
  if (answer.ok) return { data: await answer.json(), ahead: ahead || 0 };
  throw Object.assign(new Error(String(answer.status)), { status: answer.status });
}

/** Whether a later answer is here, or its person has left meanwhile. @param {number} at when it was asked */
async function isOvertaken(at) {
  const kept = await store.get("copies", "today");
  return kept?.at > at && kept.at <= Date.now(); // a clock that was set back overtakes nothing
}

/** Load the day anew; where there is no network, or nobody is signed in, what was kept stays. */
export async function refresh() {
  let state = "online";
  const at = Date.now(); // when it was asked: what the officer does from here on may not be in the answer
  try {
    const { data, ahead } = await load("/api/v1/field/");
    if (await isOvertaken(at)) return;
    await store.put("copies", { name: "me", data: data.me });
    await store.put("copies", { name: "today", owner: data.me.id, data, at, ahead });
    await store.put("copies", { name: "dictionary", data: (await load("/api/v1/field/dictionary/")).data, at });
  } catch (fault) {
    const status = /** @type {any} */ (fault).status;
    state = status === 401 || status === 403 ? "signed_out" : "offline";
  }
  // On a full phone what was loaded before is still there, and must be shown.
  await store.put("copies", { name: "link", state, at }).catch(() => {});
}
