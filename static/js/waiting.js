// @ts-check
// What takes its time says so: after a moment, in a line over the page that moves nothing, until the answer has come.
const SOON_MS = 400;
const line = /** @type {HTMLElement | null} */ (document.querySelector("[data-waiting]"));
let open = 0, timer = 0;

/** @param {EventTarget | null} asker @param {boolean} sends */
function wordsOf(asker, sends) {
  const own = asker instanceof Element && asker.closest("form[data-waits]");
  return (own instanceof HTMLElement && own.dataset.waits) || (sends ? line?.dataset.textSends : line?.dataset.textLoads) || "";
}

/** @param {EventTarget | null} asker whose own `data-waits` is said, if it has one @param {boolean} sends */
export function beginWaiting(asker, sends) {
  open += 1;
  clearTimeout(timer);
  const words = wordsOf(asker, sends);
  timer = setTimeout(() => { if (line) line.textContent = words; }, SOON_MS);
}

export function endWaiting() {
  open = Math.max(0, open - 1);
  if (open) return;
  clearTimeout(timer);
  if (line) line.textContent = "";
}

document.addEventListener("htmx:beforeSend", (event) => {
  const { elt, requestConfig } = /** @type {CustomEvent} */ (event).detail;
  beginWaiting(elt, requestConfig.verb !== "get" && !elt.closest("[data-look-up]"));
});
document.addEventListener("htmx:afterRequest", endWaiting);
// A form that the browser itself sends waits until the next page is here; coming back to this one it waits no more.
document.addEventListener("submit", (event) => {
  const form = /** @type {HTMLFormElement} */ (event.target);
  if (!event.defaultPrevented && "submitOnce" in form.dataset) beginWaiting(form, true);
});
addEventListener("pageshow", () => { open = 0; endWaiting(); });
