// @ts-check
// The officer's outbox: what is in it, and a thing put into it.
import { officer, posting, store } from "./kept.js";

/** @typedef {import("./kept.js").Officer} Officer */

const LONGEST_POST_MS = 120_000; // a phone that was switched off meanwhile sends nothing

/**
 * Rows of the outbox that are the officer's: another's are neither shown nor sent. One that is under way is `sending`.
 * @returns {Promise<any[]>} oldest first
 */
export async function outbox() {
  const [me, all, now] = await Promise.all([officer(), store.all("outbox"), store.get("copies", "sending")]);
  const going = now && Math.abs(Date.now() - now.at) < LONGEST_POST_MS ? now.id : "";
  const rows = all.filter((/** @type {any} */ row) => row.owner === me?.id);
  for (const row of rows) row.sending = row.state === "waits" && row.id === going;
  return rows.sort((/** @type {any} */ a, /** @type {any} */ b) => a.at - b.at);
}

/**
 * Keep a thing to be sent, then try to send it. Rejects where the phone has no room: the form must stay as it is.
 * Once it is kept nothing may reject, or the form would be sent a second time.
 * @param {any} thing kind, url, fields, and title, words, photos, number, group, taskId as far as they apply
 * @param {Officer} by who wrote it: another may have signed in since, in another tab
 * @param {string} [instead] id of the refused row that it mends
 */
export async function enqueue(thing, by, instead = "") {
  // Later than all that wait, also where the phone's clock was set back: a patrol is told in its order.
  const waiting = (await store.all("outbox")).filter((/** @type {any} */ row) => row.state === "waits");
  const at = Math.max(Date.now(), ...waiting.map((/** @type {any} */ row) => row.at + 1));
  const row = { photos: [], words: "", ...thing, id: crypto.randomUUID(), owner: by.id, at, state: "waits", tries: 0, nextAt: 0 };
  await (instead ? store.replace("outbox", instead, row) : store.put("outbox", row));
  askToSend().catch(() => {}); // a browser may not wake the worker: then the page sends it
}

/** Now, and by the worker once there is a network, also when no page is open any more. */
async function askToSend() {
  posting.drain();
  const worker = await navigator.serviceWorker?.getRegistration("/field/");
  await /** @type {any} */ (worker)?.sync?.register("govgrid-field-outbox");
}
