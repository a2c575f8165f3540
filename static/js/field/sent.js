// @ts-check
// The outbox on the screen: what needs the officer first, then what waits, then what was sent in the last day.
import { posting, store } from "./kept.js";
import { outbox } from "./outbox.js";
import { calmly, fill } from "./redraw.js";
import { sentenceOf, stateOf } from "./telling.js";
import { made, say, time } from "./words.js";
const PART = { needs: "needs", conflict: "needs", waits: "waits", sent: "sent" };
const TAG = { needs: "returned", conflict: "returned", waits: "sent", sent: "closed" };

/** @param {any} row */
const repairOf = (row) => (row.kind === "task" ? `/field/tasks/${row.taskId}/?repair=${row.id}` : row.written ? `/field/log/?repair=${row.id}` : "");

/** Take the case as it stands now and send the same words once more. @param {any} row @param {HTMLElement} card */
async function again(row, card) {
  const answer = await fetch(`/api/v1/cases/${row.number}/`, { cache: "no-store" }).catch(() => null);
  const now = answer?.ok ? await answer.json() : null;
  if (now?.moves.includes(row.fields.action)) {
    await store.put("outbox", { ...row, state: "waits", fields: { ...row.fields, step: now.step }, tries: 0, nextAt: 0 });
    posting.drain();
    return;
  }
  const line = /** @type {HTMLElement} */ (card.querySelector('[data-fill="fault"]'));
  line.textContent = `${sentenceOf(row.fault)} ${answer ? say("not_open") : say("offline")}`;
}

/** Once asks, twice deletes. @param {any} row @param {HTMLElement} button */
function discard(row, button) {
  if (button.dataset.sure) { store.remove("outbox", row.id); return; }
  button.dataset.sure = "yes";
  /** @type {HTMLElement} */ (button.querySelector("span")).textContent = say("really");
}

/** @param {any} row */
function card(row) {
  const photos = row.photoCount ?? row.photos.length;
  const item = made("entry", {
    title: row.title, state: stateOf(row), at: time(row.at), photos: photos ? say("photos", { n: photos }) : "", words: row.words ?? "",
    number: row.number ?? "", url: row.number ? `/desk/cases/${row.number}/` : "", fault: sentenceOf(row.fault), repair: repairOf(row),
  });
  const [needs, conflict] = [["needs", "conflict"].includes(row.state), row.state === "conflict" && row.kind === "task"];
  Object.assign(item.dataset, { row: row.id, rowState: row.state });
  item.querySelector("[data-tag]")?.classList.add(`tag-${TAG[/** @type {"sent"} */ (row.state)]}`);
  /** @type {HTMLElement} */ (item.querySelector("[data-fault]")).hidden = !needs;
  /** @type {HTMLElement} */ (item.querySelector("[data-actions]")).hidden = row.state === "sent";
  /** @type {HTMLElement} */ (item.querySelector("[data-repair]")).hidden = !needs || !repairOf(row);
  const retry = /** @type {HTMLElement} */ (item.querySelector("[data-again]"));
  retry.hidden = !conflict;
  retry.addEventListener("click", () => again(row, item));
  const button = /** @type {HTMLElement} */ (item.querySelector("[data-discard]"));
  button.addEventListener("click", () => discard(row, button));
  return item;
}

/** @param {HTMLElement} view @param {any[]} rows the newest first */
function show(view, rows) {
  for (const part of ["needs", "waits", "sent"]) {
    const mine = rows.filter((row) => PART[/** @type {"sent"} */ (row.state)] === part);
    /** @type {HTMLElement} */ (view.querySelector(`[data-part="${part}"]`)).hidden = !mine.length;
    fill(view.querySelector(`[data-list="${part}"]`), mine, card);
  }
  /** @type {HTMLElement} */ (view.querySelector("[data-nothing]")).hidden = rows.length > 0;
  /** @type {HTMLElement} */ (view.querySelector("[data-send-now]")).hidden = !rows.some((row) => row.state === "waits");
}

/** Which one is being sent, and nothing else: a question that stands open stays. @param {HTMLElement} view */
async function tellStates(view) {
  for (const row of await outbox()) {
    const shown = view.querySelector(`[data-row="${row.id}"]`);
    shown?.toggleAttribute("data-sending", row.sending);
    shown?.querySelector('[data-fill="state"]')?.replaceChildren(stateOf(row));
  }
}

/** @param {HTMLElement} view */
export function start(view) {
  const draw = calmly(view, async () => { const rows = (await outbox()).reverse(); return () => show(view, rows); });
  new BroadcastChannel("govgrid-field").addEventListener("message", ({ data }) => (data === "outbox" ? draw() : tellStates(view)));
  view.querySelector("[data-send-now]")?.addEventListener("click", () => posting.drain({ force: true }));
  draw();
}
