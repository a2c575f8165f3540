// @ts-check
// The line that is always there: on or off line, how many wait, were sent, need the officer.
import { onMount } from "../mount.js";
import { officer, store } from "./kept.js";
import { outbox } from "./outbox.js";
import { say } from "./words.js";

const NEEDS = ["needs", "conflict"];

/** @param {Element} strip @param {string} link */
function showLink(strip, link) {
  for (const part of strip.querySelectorAll("[data-link]")) {
    /** @type {HTMLElement} */ (part).hidden = part.getAttribute("data-link") !== link;
    /** @type {HTMLElement} */ (part.querySelector("[data-words]")).textContent = say(part.getAttribute("data-link") ?? "");
  }
}

/** @param {Element} strip @param {Record<string, number>} counts */
function showCounts(strip, counts) {
  for (const part of strip.querySelectorAll("[data-count]")) {
    const name = part.getAttribute("data-count") ?? "";
    const words = name === "waits" && counts.sending ? "sending" : name;
    /** @type {HTMLElement} */ (part.querySelector("[data-words]")).textContent = say(words, { n: counts[name] });
    part.toggleAttribute("data-some", counts[name] > 0);
    part.toggleAttribute("data-sending", words === "sending");
    if (name === "needs") /** @type {HTMLElement} */ (part).hidden = !counts.needs;
  }
}

/** @param {HTMLElement} strip */
async function show(strip) {
  const [rows, kept, me] = await Promise.all([outbox(), store.get("copies", "link"), officer()]);
  const counts = {
    waits: rows.filter(({ state }) => state === "waits").length,
    sent: rows.filter(({ state }) => state === "sent").length,
    sending: rows.filter(({ sending }) => sending).length,
    needs: rows.filter(({ state }) => NEEDS.includes(state)).length,
  };
  // What is under way has a line, whatever was found the last time.
  const link = !navigator.onLine ? "offline" : counts.sending ? "online" : kept?.state ?? "online";
  strip.hidden = false;
  showLink(strip, link);
  showCounts(strip, counts);
  const badge = /** @type {HTMLElement | null} */ (document.querySelector("[data-badge]"));
  if (badge) {
    badge.hidden = !(counts.needs + counts.waits);
    badge.textContent = String(counts.needs + counts.waits);
  }
  const notice = /** @type {HTMLElement | null} */ (document.querySelector("[data-signed-out]"));
  // At the first visit nobody is kept yet, but the page says who is signed in.
  const here = document.querySelector("[data-field]")?.getAttribute("data-officer");
  if (notice) notice.hidden = link !== "signed_out" && (me !== null || Boolean(here));
  document.querySelectorAll("[data-online-only]").forEach((part) => { /** @type {HTMLElement} */ (part).hidden = link === "offline"; });
}

onMount("[data-state]", (strip) => {
  const again = () => show(strip);
  new BroadcastChannel("govgrid-field").addEventListener("message", again);
  addEventListener("online", again);
  addEventListener("offline", again);
  again();
});
