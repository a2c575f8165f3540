// @ts-check
// What a form of the app says back: a refusal at its head, a full phone, and that a thing is kept.
import { say, time } from "./words.js";

/** @param {any} fault a problem of the API @returns {string} its sentences; those of its fields first */
export function sentenceOf(fault) {
  const errors = Object.values(fault?.errors ?? {}).flat(3).map((one) => (typeof one === "string" ? one : JSON.stringify(one)));
  if (errors.length) return errors.join(" ");
  return fault?.detail ?? (fault ? say("not_taken", { status: fault.status }) : "");
}

/** @param {any} row of the outbox */
export function stateOf(row) {
  if (row.sending) return say("state_sending");
  if (row.state === "waits") return row.tries ? say("state_tries", { time: time(row.nextAt) }) : say("state_waits");
  return say(`state_${row.state}`);
}

/** @param {HTMLFormElement} form @param {any} fault @returns {boolean} false: nothing was kept */
export function refuse(form, fault) {
  const notice = /** @type {HTMLElement} */ (form.querySelector("[data-fault]"));
  /** @type {HTMLElement} */ (notice.querySelector("[data-sentence]")).textContent = sentenceOf(fault);
  notice.hidden = false;
  notice.focus();
  notice.scrollIntoView({ block: "center" });
  return false;
}

/** The phone could not keep it, or never can: nothing was sent, and the form stays as it is. @param {unknown} fault */
export function failed(fault) {
  const notice = /** @type {HTMLElement} */ (document.querySelector("[data-full]"));
  /** @type {HTMLElement} */ (notice.querySelector("span")).textContent = say(isSecureContext ? "full" : "insecure");
  notice.hidden = false;
  notice.scrollIntoView({ block: "center" });
  if (/** @type {any} */ (fault)?.name !== "QuotaExceededError") console.warn(fault);
}

/** Say once what the page before has kept. */
export function tellKept() {
  if (!sessionStorage.getItem("govgrid-field-kept")) return;
  sessionStorage.removeItem("govgrid-field-kept");
  const notice = document.createElement("p");
  notice.className = "notice notice-ok";
  notice.setAttribute("role", "status");
  notice.textContent = say("kept");
  notice.dataset.kept = "";
  document.querySelector("[data-field]")?.prepend(notice);
}
