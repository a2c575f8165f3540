// @ts-check
// What is typed into `form[data-draft=URL]` goes to the server a few seconds later and when a field is left, so that it
// is found again on any device. The tab keeps a copy of its own (draft_keeper.js): a server may be away, a session over.
import { onMount } from "./mount.js";

const AFTER = 3000, PATIENCE = 15_000; // milliseconds without a key; for an answer

/** The words of a form without its files. @param {HTMLFormElement} form */
function wordsOf(form) {
  const words = new FormData(form);
  for (const [name, value] of [...words]) if (value instanceof File) words.delete(name);
  return words;
}

onMount("form[data-draft]", (element) => {
  const form = /** @type {HTMLFormElement} */ (element), url = form.dataset.draft ?? "";
  const state = /** @type {HTMLElement | null} */ (form.querySelector("[data-draft-state]"));
  let timer = 0, changed = false, sent = false, saving = false, again = false, going = new AbortController();

  // One at a time: of two on their way the older might arrive last, and stay.
  async function save() {
    clearTimeout(timer);
    if (!changed || sent) return;
    if (saving) { again = true; return; }
    [changed, saving, again] = [false, true, false];
    await keep();
    saving = false;
    if (again) save();
  }

  async function keep() {
    try {
      const signal = AbortSignal.any([going.signal, AbortSignal.timeout(PATIENCE)]);
      const answer = await fetch(url, { method: "POST", body: wordsOf(form), redirect: "manual", keepalive: true, signal });
      if (answer.status !== 204) changed = true;
      if (state) state.textContent = changed ? "" : state.dataset.draftState ?? ""; // a key pressed meanwhile is not kept yet
      if (answer.status === 204) form.dispatchEvent(new Event("draft-saved"));
    } catch { changed = true; } // the next key tries again
  }

  for (const event of ["input", "place-chosen"]) form.addEventListener(event, () => {
    changed = true;
    if (state) state.textContent = "";
    clearTimeout(timer);
    timer = window.setTimeout(save, AFTER);
  });
  form.addEventListener("focusout", (event) => {
    // The button that sends the form is no place to leave it for: a draft on its way would arrive behind what was sent.
    const next = event.relatedTarget;
    if (!(next instanceof HTMLButtonElement && next.form === form)) save();
  });
  form.addEventListener("submit", () => { sent = true; clearTimeout(timer); going.abort(); });
  addEventListener("pageshow", () => { [sent, going] = [false, new AbortController()]; }); // back by the browser's button
  document.addEventListener("visibilitychange", () => { if (document.hidden) save(); });
});
