// @ts-check
// Calls being typed: each has a key of its own and survives a reload; several lie beside each other as tabs.
// Kept in this browser tab only (sessionStorage), until the page with its number is shown.
import { onMount } from "./mount.js";

const STORE = "govgrid-calls", MINE = ["csrfmiddlewaretoken", "writer"];
/** @typedef {{ label: string, at: string, by: string, said: Record<string, string> }} Draft `by`: whose it is */

/** @returns {Record<string, Draft>} */
function read() {
  try { return JSON.parse(sessionStorage.getItem(STORE) ?? "{}"); } catch { return {}; }
}

/** @param {Record<string, Draft>} calls */
function write(calls) {
  try { sessionStorage.setItem(STORE, JSON.stringify(calls)); } catch { /* full or refused: the form still works */ }
}

/** @param {HTMLFormElement} form @returns {Record<string, string>} */
function saidIn(form) {
  const said = Object.fromEntries([...new FormData(form)].filter(([name, value]) => typeof value === "string" && !MINE.includes(name)));
  return /** @type {Record<string, string>} */ (said);
}

/** @param {HTMLFormElement} form @param {Record<string, string>} said */
function fill(form, said) {
  for (const field of /** @type {HTMLInputElement[]} */ ([...form.elements])) {
    if (!field.name || MINE.includes(field.name) || field instanceof HTMLButtonElement) continue;
    if (field.type === "checkbox") field.checked = field.name in said;
    else if (field.type === "radio") field.checked = said[field.name] === field.value;
    else field.value = said[field.name] ?? "";
  }
  const fold = form.querySelector("[name=ring_back_at]")?.closest("details");
  if (fold && said.ring_back_at) fold.open = true;
}

/** @param {string} key the call on this page @param {string} by its writer */
function showTabs(key, by) {
  const strip = /** @type {HTMLElement | null} */ (document.querySelector("[data-call-tabs]"));
  if (!strip) return;
  const calls = Object.entries(read()).filter(([, draft]) => draft.by === by);
  strip.hidden = calls.length < 2 && !(calls.length === 1 && calls[0][0] !== key);
  strip.replaceChildren(...calls.map(([one, draft]) => {
    const link = Object.assign(document.createElement("a"), { href: `?call=${one}`, textContent: draft.label || `${strip.dataset.textEmpty} ${draft.at}` });
    if (one === key) link.setAttribute("aria-current", "page");
    return link;
  }));
}

onMount("form[data-call-draft]", (element) => {
  const form = /** @type {HTMLFormElement} */ (element), key = form.dataset.callDraft ?? "";
  const by = String(new FormData(form).get("writer")), kept = read()[key];
  history.replaceState(history.state, "", `?call=${key}`);
  // A form that came back with errors already carries what was typed; the server's copy wins.
  if (kept?.by === by && !form.querySelector('[aria-invalid="true"]')) {
    fill(form, kept.said);
    document.addEventListener("htmx:load", () => form.querySelectorAll("[data-look-up]").forEach((one) => /** @type {HTMLElement} */ (one).click()), { once: true });
  }
  const keep = () => {
    const said = saidIn(form), calls = read();
    calls[key] = { label: said.words?.trim().slice(0, 18) || said.phone?.slice(-4) || "", at: calls[key]?.at ?? new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" }), by, said };
    write(calls);
    showTabs(key, by);
  };
  for (const event of ["input", "change", "place-chosen"]) form.addEventListener(event, keep);
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit(/** @type {HTMLElement} */ (form.querySelector("[data-send]")));
  });
  showTabs(key, by);
});

onMount("[data-call-sent]", (page) => {
  const { [page.dataset.callSent ?? ""]: _sent, ...others } = read();
  write(others);
});
