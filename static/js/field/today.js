// @ts-check
// Today: the officer's visits and own reports from the phone's copy, nearest first where the phone knows where it is.
import { day } from "./kept.js";
import { outbox } from "./outbox.js";
import { here, metresTo, watch, watchIfAllowed } from "./position.js";
import { calmly, fill } from "./redraw.js";
import { distance, made, say, time } from "./words.js";

/** @param {string} at @returns {[string, string]} words and state of a due time */
export const dueOf = (at) => (new Date(at) < new Date() ? [say("late", { time: time(at) }), "late"] : [say("due", { time: time(at) }), "warn"]);

/** Where a map shows a place: the phone's own maps app, else the map of the case's page. @param {any} place */
function mapOf(place) {
  if (place.lon === null) return "";
  return matchMedia("(pointer: coarse)").matches ? `geo:${place.lat},${place.lon}?q=${place.lat},${place.lon}` : `/desk/cases/${place.number}/`;
}

/** @param {any} task */
export const shownTask = (task) => ({
  category: task.category || say("unsorted"), kind: say(task.kind), place: [task.area, task.address].filter(Boolean).join(" · "),
  number: task.number, due: dueOf(task.due_at)[0], distance: distance(metresTo(task)), map: mapOf(task), url: `/field/tasks/${task.id}/`,
});

/** @param {any} task */
const taskRow = (task) => ({ key: task.number, icon: task.icon, due: dueOf(task.due_at)[1], words: shownTask(task) });

/** @param {ReturnType<typeof taskRow>} row */
function taskCard({ icon, due, words }) {
  const card = made("task", words, icon);
  card.querySelector("[data-due]")?.classList.add(`due-${due}`);
  return card;
}

/** @param {any} own */
const ownRow = (own) => ({ key: own.number, icon: own.icon, words: {
  category: own.category || say("unsorted"), number: own.number, area: own.area, status: own.status,
  distance: distance(metresTo(own)), url: `/desk/cases/${own.number}/`,
} });

/** @param {ReturnType<typeof ownRow>} row */
const ownCard = ({ icon, words }) => made("own", words, icon);

/** @param {any[]} places nearest first; as they are where the phone does not know its own */
const byDistance = (places) => (here() ? [...places].sort((a, b) => (metresTo(a) ?? Infinity) - (metresTo(b) ?? Infinity)) : places);

/** @param {HTMLElement} view @param {string} list @param {string} none @param {any[]} rows @param {(row: any) => HTMLElement} card */
function put(view, list, none, rows, card) {
  fill(view.querySelector(list), rows, card);
  /** @type {HTMLElement} */ (view.querySelector(none)).hidden = rows.length > 0;
}

/** @param {HTMLElement} view @param {any} kept @param {any[]} rows of the outbox */
function show(view, kept, rows) {
  const line = /** @type {HTMLElement} */ (view.querySelector("[data-loaded]"));
  if (!kept) return void line.replaceChildren();
  const answered = new Set(rows.map((row) => row.taskId).filter(Boolean));
  put(view, "[data-tasks]", "[data-no-tasks]", byDistance(kept.data.tasks.filter((/** @type {any} */ task) => !answered.has(task.id))).map(taskRow), taskCard);
  put(view, "[data-own]", "[data-no-own]", byDistance(kept.data.own).map(ownRow), ownCard);
  line.textContent = say("loaded", { time: time(kept.at) });
}

/** @param {HTMLElement} view */
export function start(view) {
  const again = calmly(view, async () => {
    const [kept, rows] = await Promise.all([day(), outbox()]);
    return () => show(view, kept, rows);
  });
  const moved = (/** @type {any} */ fix) => {
    if (fix) /** @type {HTMLElement} */ (view.querySelector("[data-near]")).hidden = true;
    again();
  };
  view.querySelector("[data-near]")?.addEventListener("click", () => watch(moved));
  watchIfAllowed(moved);
  new BroadcastChannel("govgrid-field").addEventListener("message", again);
  again();
}
