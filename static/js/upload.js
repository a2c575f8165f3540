// @ts-check
// A form with photos that is cut off on its way stays as it was, says so, and can be sent again.
import { onMount } from "./mount.js";
import { put, sifted } from "./photo_choice.js";
import { beginWaiting, endWaiting } from "./waiting.js";

/** @param {HTMLElement} form @param {boolean} lost */
function say(form, lost) {
  const words = /** @type {HTMLElement | null} */ (form.querySelector("[data-upload-lost]"));
  if (words) words.hidden = !lost;
  if (!lost) return;
  form.querySelectorAll("button[disabled]").forEach((button) => button.removeAttribute("disabled"));
  (words?.querySelector("button") ?? words)?.focus();
}

/**
 * Show what the server answered: where it leads, or this page with what it refuses. What is no page of ours (a proxy's
 * own words, a fault) is thrown: it may not take the place of what was typed.
 * @param {Response} answer
 */
async function show(answer) {
  if (answer.redirected) return location.assign(answer.url);
  const page = await answer.text();
  if (answer.status >= 500 || !page.includes('id="main"')) throw new Error(`answered ${answer.status}`);
  // @ts-ignore - htmx is a global of its own script; it wakes what the new part holds
  htmx.swap("#main", page, { swapStyle: "outerHTML", swapDelay: 0, settleDelay: 0 }, { select: "#main" });
}

onMount("form[data-upload]", (element) => {
  const form = /** @type {HTMLFormElement} */ (element);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    say(form, false);
    const told = { method: "POST", body: new FormData(form) };
    beginWaiting(form, true);
    await fetch(form.action, told).then(show).catch(() => say(form, true)).finally(endWaiting);
  });
});

// Photos that htmx takes in as soon as they are chosen: those that were lost are kept for the button.
onMount("form[data-upload-at-once]", (form) => {
  /** @type {File[]} */
  let kept = [];
  const input = () => /** @type {HTMLInputElement | null} */ (form.querySelector("input[type=file]"));
  // A quick hand has chosen before htmx listens: what it chose is taken in as soon as somebody does.
  document.addEventListener("htmx:load", () => {
    if (input()?.files?.length && !form.matches(".htmx-request")) form.dispatchEvent(new Event("change"));
  }, { once: true });
  // What cannot be sent is told at once, and only the rest goes on its way.
  form.addEventListener("change", (event) => {
    const field = input(), word = form.querySelector("[data-photo-fault]");
    if (!field?.files?.length) return;
    const { good, said } = sifted(field.files, field.dataset);
    put(field, good);
    if (word) word.textContent = said;
    if (!good.length) event.stopImmediatePropagation();
  }, true);
  for (const fault of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
    form.addEventListener(fault, (event) => {
      event.stopPropagation();
      const field = input();
      kept = [...(field?.files ?? [])];
      if (field) field.value = ""; // the way on leads on, and sends nothing a second time
      say(form, true);
    });
  }
  form.addEventListener("click", (event) => {
    if (!(event.target instanceof HTMLElement && event.target.closest("[data-upload-again]"))) return;
    const field = input();
    if (field) put(field, kept);
    say(form, false);
    form.dispatchEvent(new Event("change"));
  });
});
