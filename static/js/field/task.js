// @ts-check
// One visit: verify or check, with photos and a result, sent by the outbox as a move of the case.
import { photosOf, setPhotos, start as startCamera } from "./camera.js";
import { day, dictionary, officer, store } from "./kept.js";
import { enqueue, outbox } from "./outbox.js";
import { watchIfAllowed } from "./position.js";
import { refuse } from "./telling.js";
import { dueOf, shownTask } from "./today.js";
import { fill, nameOf, say } from "./words.js";
import { keepWritten, kept, sentOnce } from "./writing.js";

/** @param {string} result @param {any} task @returns {Record<string, string | number>} what the move needs */
const moveOf = (result, task) => (task.kind === "verify"
  ? { action: "verify", true: result, step: task.step }
  : { action: result, step: task.step });

/** @param {HTMLFormElement} form @param {any} task */
function show(form, task) {
  fill(form, { ...shownTask(task), words: task.words });
  form.querySelector("[data-due]")?.classList.add(`due-${dueOf(task.due_at)[1]}`);
  for (const label of form.querySelectorAll("[data-for]")) /** @type {HTMLElement} */ (label).hidden = label.getAttribute("data-for") !== task.kind;
}

/** @param {HTMLFormElement} form */
async function offerReasons(form) {
  const reasons = (await dictionary()).rework_reasons;
  const frame = /** @type {HTMLElement} */ (form.querySelector("[data-reasons]"));
  const choices = reasons.map((/** @type {any} */ reason) => new Option(nameOf(reason), reason.code));
  form.querySelector("select")?.append(...choices);
  form.addEventListener("change", () => { frame.hidden = !reasons.length || new FormData(form).get("result") !== "rework"; });
}

/** @param {HTMLElement} view */
export async function start(view) {
  const form = /** @type {HTMLFormElement} */ (view.querySelector("[data-task]"));
  const camera = /** @type {HTMLElement} */ (form.querySelector("[data-camera]"));
  const id = Number(location.pathname.split("/")[3]), me = await officer();
  const mended = new URLSearchParams(location.search).get("repair") ?? "";
  const row = (await outbox()).find((one) => one.id === mended && one.state !== "sent" && one.owner === me?.id);
  const task = row?.task ?? (await day())?.data.tasks.find((/** @type {any} */ one) => one.id === id);
  const answered = (await outbox()).some((one) => one.taskId === id && one !== row);
  /** @type {HTMLElement} */ (view.querySelector("[data-task-gone]")).hidden = Boolean(task) && !answered;
  if (!task || answered) return;
  startCamera(camera);
  show(form, task);
  watchIfAllowed(() => show(form, task));
  await offerReasons(form);
  const draft = `task-${me?.id}-${id}`;
  const before = row?.written ?? (await store.get("drafts", draft))?.said;
  if (before) {
    for (const radio of form.querySelectorAll('[name="result"]')) /** @type {HTMLInputElement} */ (radio).checked = /** @type {HTMLInputElement} */ (radio).value === before.result;
    form.note.value = before.note;
    setPhotos(camera, row ? row.photos : before.photos);
    form.dispatchEvent(new Event("change"));
  }
  const written = () => ({ result: String(new FormData(form).get("result") ?? ""), note: form.note.value, photos: photosOf(camera) });
  if (!row) keepWritten(form, () => store.put("drafts", { name: draft, said: written() }));

  sentOnce(form, async () => {
    const said = written();
    if (!said.result) return refuse(form, { detail: say("need_result") });
    if (["false", "rework"].includes(said.result) && !said.note.trim()) return refuse(form, { detail: say("need_note") });
    const fields = { ...moveOf(said.result, task), note: said.note, reason: said.result === "rework" ? form.reason.value : "" };
    const title = `${say(task.kind)}: ${say(said.result === "pass_check" ? "passed" : said.result)}`;
    await enqueue({ kind: "task", url: `/api/v1/cases/${task.number}/moves/`, fields, photos: said.photos, title, words: said.note, number: task.number, taskId: id, task, written: { ...said, photos: [] } }, me, row?.id);
    return kept(draft);
  });
  form.hidden = false; // only now: what is tapped before would go nowhere
  if (row) refuse(form, row.fault);
}
