// @ts-check
// Lists that follow. `<div data-live="/desk/queue/?tab=all" id="queue">` is asked for again every few seconds while the
// page is seen; the server answers 204 as long as nothing has happened. What has focus, a tick or unsaved words is never
// swapped: a button says that there is news, and brings it when it is pressed.
import { announce, onMount } from "./mount.js";

const EVERY = 4000, SLOWEST = 60_000; // milliseconds between two questions; after faults ever longer

/** @param {Element} part */
function isInUse(part) {
  const here = document.activeElement;
  // A link or button without an id could not be found again: whoever stands on it would be thrown to the top of the page.
  if (here && part.contains(here) && (!here.id || here.matches("input, select, textarea, [contenteditable]"))) return true;
  if (part.querySelector("details[open]:not([data-live-idle]), dialog[open], :popover-open, input:checked:not([data-live-idle])")) return true;
  return [...part.querySelectorAll("textarea, input[type=text]")].some((box) => {
    const field = /** @type {HTMLInputElement} */ (box);
    return field.value !== field.defaultValue;
  });
}

/** What a reader sees and can open, without the tokens and clocks that differ in every answer. @param {Element} part */
function shown(part) {
  const copy = /** @type {Element} */ (part.cloneNode(true));
  copy.querySelectorAll("[name=csrfmiddlewaretoken], [data-live-clock], [data-live-news]").forEach((one) => one.remove());
  return [copy.textContent, ...[...copy.querySelectorAll("[href]")].map((link) => link.getAttribute("href"))].join(" ").replace(/\s+/g, " ");
}

/** Is the person at it this very moment: a finger down, a request of theirs under way? @param {Element} part */
const isTouched = (part) => part.matches(":active") || part.querySelector(".htmx-request") !== null;

/** @param {HTMLElement} part @param {string} html */
function swap(part, html) {
  const focus = part.contains(document.activeElement) ? document.activeElement?.id : "";
  // @ts-ignore - htmx is a script of its own
  window.htmx.swap(part, html, { swapStyle: "innerHTML" });
  if (focus) document.getElementById(focus)?.focus({ preventScroll: true });
  part.dispatchEvent(new CustomEvent("live:swapped", { bubbles: true }));
}

onMount("[data-live]", (part) => {
  let version = part.dataset.liveVersion ?? "", wait = EVERY, moves = 0;
  const news = /** @type {HTMLElement | null} */ (document.querySelector(`[data-live-news="${part.id}"]`));

  /** @param {string} html */
  function bring(html) {
    const fresh = document.createElement("div");
    fresh.innerHTML = html;
    if (shown(fresh) === shown(part)) { if (news) news.hidden = true; return; }
    if (!isInUse(part)) { swap(part, html); return; }
    part.dispatchEvent(new CustomEvent("live:held", { bubbles: true, detail: fresh }));
    if (!news) return;
    news.hidden = false;
    announce(news.textContent?.trim() ?? "");
    news.onclick = () => { news.hidden = true; swap(part, html); };
  }

  // What was asked for before the person's own request, or before what that has brought, shows how it was.
  part.addEventListener("htmx:beforeRequest", () => { moves += 1; });
  part.addEventListener("htmx:afterSwap", () => { moves += 1; if (news) news.hidden = true; });

  async function ask() {
    const asked = moves;
    try {
      const answer = await fetch(part.dataset.live ?? "", { headers: { "HX-Request": "true", "X-Live-Version": version } });
      if (answer.status === 401 || answer.redirected) return; // signed out: the next click says so
      if (!answer.ok) throw new Error(String(answer.status));
      const html = await answer.text();
      wait = EVERY;
      if (asked === moves && !isTouched(part)) {
        if (answer.status !== 204) bring(html);
        version = answer.headers.get("X-Live-Version") ?? version;
      }
    } catch { wait = Math.min(wait * 2, SLOWEST); }
    if (part.isConnected) later();
  }

  const later = () => setTimeout(() => (document.hidden ? later() : ask()), wait * (0.9 + Math.random() / 5));
  document.addEventListener("visibilitychange", () => { if (!document.hidden) wait = EVERY; });
  later();
});
