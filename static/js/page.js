// @ts-check
// What every page may use: the small behaviours behind data- attributes. All of them are extras to working HTML.
import { announce, onMount } from "./mount.js";
import "./draft_keeper.js";
import "./keys.js";
import "./key_rows.js";
import "./live.js";
import "./sign_out.js";
import "./waiting.js";

onMount("[data-error-summary]", (summary) => summary.focus());

onMount("[data-submit-once]", (form) => {
  form.addEventListener("submit", () => {
    // After this turn, so that the pressed button's own name and value still travel with the form.
    setTimeout(() => form.querySelectorAll("button:not([type=button])").forEach((button) => button.setAttribute("disabled", "")));
  });
});

// Coming back by the browser's back button must not find a form that can no longer be sent.
addEventListener("pageshow", () => {
  document.querySelectorAll("[data-submit-once] button[disabled]").forEach((button) => button.removeAttribute("disabled"));
});

onMount("[data-autosubmit]", (form) => {
  form.addEventListener("change", () => /** @type {HTMLFormElement} */ (form).requestSubmit());
});

// Enter in the search box of a larger form searches, and does not send the form; while Chinese is composed it only picks.
document.addEventListener("keydown", (event) => {
  const box = event.target;
  if (event.key !== "Enter" || event.isComposing || !(box instanceof HTMLInputElement) || box.type !== "search") return;
  const search = /** @type {HTMLElement | null} */ (box.form?.querySelector('[name="look_up"][value="1"]') ?? null);
  if (search) event.preventDefault();
  search?.click();
});

onMount("[data-copy]", (button) => {
  button.addEventListener("click", async () => {
    const source = document.querySelector(button.dataset.copy ?? "");
    await navigator.clipboard.writeText(source instanceof HTMLInputElement ? source.value : source?.textContent?.trim() ?? "");
    announce(button.dataset.textCopied ?? "");
    if (button.dataset.textCopied) button.textContent = button.dataset.textCopied;
  });
});

onMount("[data-menu]", (menu) => {
  const close = () => menu.removeAttribute("open");
  document.addEventListener("click", (event) => { if (!menu.contains(/** @type {Node} */ (event.target))) close(); });
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    close();
    menu.querySelector("summary")?.focus();
  });
});

// A part that could not be fetched must say so: silence looks like a page that ignores you.
const words = /** @type {HTMLElement | null} */ (document.querySelector("[data-announcer]"))?.dataset;
document.addEventListener("htmx:sendError", () => tell(words?.lost));
document.addEventListener("htmx:responseError", () => tell(words?.refused));

/** @param {string | undefined} sentence */
function tell(sentence) {
  if (!sentence) return;
  const notice = document.createElement("p");
  notice.className = "notice notice-late";
  notice.setAttribute("role", "alert");
  notice.textContent = sentence;
  document.querySelector("[data-fault]")?.remove();
  notice.dataset.fault = "";
  document.querySelector("main")?.prepend(notice);
  notice.scrollIntoView({ block: "nearest" });
}
