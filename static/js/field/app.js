// @ts-check
// The field app: which view the address means, what is loaded when, and when the outbox is sent.
import { forgetPerson, officer, posting, refresh } from "./kept.js";
import "./speech.js";
import "./strip.js";
import { start as startLog } from "./log.js";
import { start as startPatrol } from "./patrol.js";
import { start as startOutbox } from "./sent.js";
import { start as startTask } from "./task.js";
import { failed, tellKept } from "./telling.js";
import { start as startToday } from "./today.js";
import { release } from "./viewfinder.js";

const EVERY_MS = 30_000;
/** @type {Record<string, [string, (view: HTMLElement) => void]>} by the word after /field/ */
const VIEWS = {
  "": ["today", startToday], log: ["log", startLog], tasks: ["task", startTask], outbox: ["outbox", startOutbox], patrol: ["patrol", startPatrol],
};

/** Show the view of this address: the kept shell shows none by itself. */
function show() {
  const [name, start] = VIEWS[location.pathname.split("/")[2] ?? ""] ?? VIEWS[""];
  const view = /** @type {HTMLElement} */ (document.querySelector(`[data-view="${name}"]`));
  view.hidden = false;
  document.querySelector(`[data-tab="${name}"]`)?.setAttribute("aria-current", "page");
  start(view);
}

async function sendAndLoad() {
  await posting.drain();
  await refresh();
}

function keepSending() {
  addEventListener("online", () => posting.drain({ force: true }).then(refresh));
  document.addEventListener("visibilitychange", () => { if (!document.hidden) sendAndLoad(); });
  setInterval(() => posting.drain(), EVERY_MS);
}

addEventListener("pagehide", release);
addEventListener("pageshow", ({ persisted }) => { if (persisted) location.reload(); });
navigator.serviceWorker?.register("/field/sw.js", { scope: "/field/" }).catch((fault) => console.warn("no worker", fault));
navigator.storage?.persist?.();
tellKept();
if (!isSecureContext) failed(new Error("without https a browser keeps nothing"));
keepSending();
// The page says who is signed in, and nothing of another is shown. The kept shell does not say: then it is who was here
// last, shown without waiting for a network that may be none.
const here = Number(document.querySelector("[data-field]")?.getAttribute("data-officer"));
const before = await officer();
if (here && before && before.id !== here) await forgetPerson();
const known = navigator.onLine ? sendAndLoad() : Promise.resolve();
if (here && before?.id !== here) await known.catch(console.warn);
show();
