// @ts-check
// Ticks of a list for bulk moves: all of the page at once, how many there are, and, where nothing is ticked, the row
// under the hand. Rows that have changed on the server meanwhile are greyed, with what happened to them.
import { onMount } from "./mount.js";

/** @param {ParentNode} root */
const boxes = (root) => /** @type {HTMLInputElement[]} */ ([...root.querySelectorAll("input[name=case]")]);

/** @param {HTMLElement} form */
function count(form) {
  const all = boxes(form), ticked = all.filter((box) => box.checked);
  const said = /** @type {HTMLElement | null} */ (form.querySelector("[data-ticked]"));
  const page = /** @type {HTMLInputElement | null} */ (form.querySelector("[data-tick-page]"));
  all.forEach((box) => box.closest("tr")?.classList.toggle("ticked", box.checked));
  if (said) said.textContent = ticked.length ? `${ticked.length} ${said.dataset.textSome}` : said.dataset.textNone ?? "";
  if (!page) return;
  page.checked = ticked.length > 0 && ticked.length === all.length;
  page.indeterminate = ticked.length > 0 && ticked.length < all.length;
}

onMount("[data-bulk]", (form) => {
  form.addEventListener("change", (event) => {
    const page = /** @type {HTMLInputElement} */ (event.target);
    if (page.matches("[data-tick-page]")) boxes(form).forEach((box) => { box.checked = page.checked; });
    count(form);
  });
  form.addEventListener("keydown", (event) => { // Enter on a tick would press the first button
    if (event.key === "Enter" && /** @type {Element} */ (event.target).matches("[data-tick-page], [name=all]")) event.preventDefault();
  });
  form.addEventListener("submit", () => {
    if (form.querySelector("input[name=case]:checked, input[name=all]:checked")) return;
    const box = /** @type {HTMLInputElement | null} */ (form.querySelector("tr[aria-selected=true] input[name=case]"));
    if (box) box.checked = true;
  });
  count(form); // the browser may have kept the ticks of before
});

/** What a row says, without its place in the list and its clock. @param {Element} row */
const gist = (row) => [...row.querySelectorAll(".tag, .who")].map((one) => one.textContent?.trim()).join("|");

document.addEventListener("live:held", (event) => {
  const part = /** @type {HTMLElement} */ (event.target), fresh = /** @type {CustomEvent} */ (event).detail;
  const changed = [...part.querySelectorAll("tr[data-number]")].filter((row) => {
    const now = fresh.querySelector(`#${CSS.escape(row.id)}`);
    return !row.classList.contains("stale") && (!now || gist(now) !== gist(row));
  });
  if (changed.length && part.dataset.newsUrl) explain(part.dataset.newsUrl, changed);
});

/** @param {string} url @param {Element[]} rows */
async function explain(url, rows) {
  rows.forEach((row) => row.classList.add("stale")); // at once: the next answer must not ask for them again
  const query = new URLSearchParams(rows.map((row) => ["case", row.getAttribute("data-number") ?? ""]));
  const answer = await fetch(`${url}?${query}`).catch(() => undefined);
  const said = answer?.ok ? await answer.json() : {};
  for (const row of rows) {
    const note = document.createElement("div");
    note.className = "stale-note";
    note.textContent = said[row.getAttribute("data-number") ?? ""] ?? "";
    row.querySelector("th")?.append(note);
  }
}
