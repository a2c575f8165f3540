// @ts-check
// A round on duty: begin, check in, end, each kept first and sent by the outbox in its order. Nothing in between is kept.
import { dutyWords, onDuty, since } from "./duty.js";
import { day, officer, posting, refresh } from "./kept.js";
import { enqueue, outbox } from "./outbox.js";
import { cellAt, here, watch, watchIfAllowed } from "./position.js";
import { calmly, fill } from "./redraw.js";
import { failed } from "./telling.js";
import { made, say, time } from "./words.js";

const BOUNCE_MS = 2_000, URLS = { begin: "/api/v1/patrols/", end: "/api/v1/patrols/end/", check_in: "/api/v1/patrols/check-ins/" };

/** Whose page this is, also when another signs in elsewhere on the phone. @type {any} */
let me = null, last = { what: "", at: 0 };

/** @param {"begin" | "end" | "check_in"} kind @param {Record<string, string | number>} [where] @param {string} [words] */
async function tell(kind, where = {}, words = "") {
  const what = `${kind} ${where.cell ?? ""}`, now = performance.now();
  if (what === last.what && now - last.at < BOUNCE_MS) return; // a thumb that bounced
  last = { what, at: now };
  await enqueue({ kind, group: "patrol", url: URLS[kind], title: say(kind), words, fields: { claimed_at: new Date().toISOString(), ...where } }, me).then(() => posting.drain()).then(refresh).catch(failed);
}

/** @param {{name: string, code: string, visited: string, going: boolean}} cell */
function cellRow({ name, code, visited, going }) {
  const row = made("cell", { name, code, visited });
  const button = /** @type {HTMLElement} */ (row.querySelector("[data-visit]"));
  button.hidden = !going;
  button.addEventListener("click", () => tell("check_in", { cell: code }, name));
  return row;
}

/** @param {any} kept */
const keptRow = (kept) => made("kept", { time: time(kept.at), place: kept.cell ? say("in_cell", { code: kept.cell }) : `${kept.lat?.toFixed(5)}, ${kept.lon?.toFixed(5)}` });

/** @param {any} cell */
const visitedWords = (cell) => (cell.visited_at ? say("visited", { time: time(cell.visited_at) }) : say("never_visited"));

/** Say where the phone is, on the view that a patrol has. @param {any} fix @param {boolean} denied */
function tellFix(fix, denied) {
  document.querySelector("[data-patrol-fix] output")?.replaceChildren(fix ? say("fix", { metres: fix.accuracy }) : say(denied ? "denied" : "no_fix"));
}

/** @param {HTMLElement} view @param {any} kept the day @param {any[]} rows of the outbox */
function show(view, kept, rows) {
  if (!kept) return;
  const part = (/** @type {string} */ name) => /** @type {HTMLElement} */ (view.querySelector(name));
  const data = { ...kept.data, ahead: kept.ahead, loaded: new Date(kept.at).toISOString() };
  const going = since(data, rows);
  part("[data-duty]").textContent = dutyWords(data);
  part("[data-patrol-state]").textContent = going ? say("since", { time: time(going) }) : say("no_patrol");
  part("[data-begin]").hidden = Boolean(going) || !onDuty(data);
  for (const name of ["[data-check-in]", "[data-end]", "[data-patrol-fix]"]) part(name).hidden = !going;
  fill(part("[data-cells]"), kept.data.cells.map((/** @type {any} */ cell) => ({ key: cell.code, name: cell.name, code: cell.code, visited: visitedWords(cell), going: Boolean(going) })), cellRow);
  part("[data-kept]").replaceChildren(...kept.data.check_ins.map(keptRow));
  if (going) watchIfAllowed(tellFix);
}

/** Check in where the phone is; the first time it asks for the position and waits for it. */
function checkIn() {
  const fix = here();
  if (!fix) return watch(() => {});
  return day().then((kept) => tell("check_in", { lon: fix.lon, lat: fix.lat, accuracy_m: fix.accuracy }, cellAt(kept?.data.cells ?? [], fix)?.name ?? ""));
}

/** @param {HTMLElement} view */
export function start(view) {
  view.querySelector("[data-begin]")?.addEventListener("click", () => { watch(() => {}); tell("begin"); });
  view.querySelector("[data-end]")?.addEventListener("click", () => tell("end"));
  view.querySelector("[data-check-in]")?.addEventListener("click", checkIn);
  const draw = calmly(view, async () => {
    const [kept, rows] = await Promise.all([day(), outbox()]);
    me ??= await officer();
    return () => show(view, kept, rows);
  });
  new BroadcastChannel("govgrid-field").addEventListener("message", draw);
  draw();
}
