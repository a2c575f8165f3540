// @ts-check
// A form that a session's end has kept from being sent: its words go back into the form they were typed in, if this
// page has it. Once they stand in a draft on the server they wait here no longer.
import { onMount } from "./mount.js";

/** @typedef {HTMLInputElement & HTMLSelectElement & HTMLTextAreaElement} Field */

/** @param {HTMLFormElement} form @returns {Field[]} */
const fieldsOf = (form) => /** @type {Field[]} */ ([...form.elements]).filter((one) => one.name && !["submit", "button", "file", "password"].includes(one.type));

/** Where a form sends to, by each of its buttons. @param {HTMLFormElement} form */
function doorsOf(form) {
  const others = [...form.querySelectorAll("[formaction]")].map((button) => button.getAttribute("formaction"));
  return [form.getAttribute("action"), ...others].map((door) => new URL(door ?? "", location.href).pathname);
}

/** The page's form with the same door; of several the one whose hidden fields are the same. @param {HTMLFormElement} kept @param {FormData} words */
function formFor(kept, words) {
  const asks = (/** @type {Field} */ one) => one.type !== "hidden" && words.has(one.name);
  const same = (/** @type {HTMLFormElement} */ form) => fieldsOf(form).filter((one) => one.type === "hidden" && words.getAll(one.name).includes(one.value)).length;
  const found = [...document.forms].filter((form) => form !== kept && form.method === "post" && doorsOf(form).includes(doorsOf(kept)[0]) && fieldsOf(form).some(asks));
  return found.sort((a, b) => same(b) - same(a)).at(0);
}

/** Put the words into one field; a hidden one keeps what this page gave it. @param {Field} field @param {string[]} said */
function fill(field, said) {
  const before = `${field.value} ${field.checked}`;
  if (field.type === "checkbox" || field.type === "radio") field.checked = said.includes(field.value);
  else if (field.multiple) for (const option of field.options) option.selected = said.includes(option.value);
  else if (said.length && (field.type !== "hidden" || !field.value)) field.value = said[0];
  if (`${field.value} ${field.checked}` === before && !field.multiple) return false;
  for (const event of ["input", "change"]) field.dispatchEvent(new Event(event, { bubbles: true }));
  return field.type !== "hidden";
}

/** @param {Element | null} inside */
function unfold(inside) {
  for (let fold = inside?.closest("details"); fold; fold = fold.parentElement?.closest("details")) fold.open = true;
}

onMount("[data-kept-words]", (notice) => {
  const part = (/** @type {string} */ name) => /** @type {HTMLFormElement} */ (notice.querySelector(`[data-kept-${name}]`));
  const words = new FormData(part("form")), form = formFor(part("form"), words);
  notice.focus();
  if (!form) return;
  const said = (/** @type {Field} */ one) => /** @type {string[]} */ (words.getAll(one.name));
  const filled = fieldsOf(form).filter((one) => fill(one, said(one)));
  unfold(form);
  filled.forEach(unfold);
  for (const name of ["again", "go"]) part(name).hidden = false;
  for (const name of ["apart", "form"]) part(name).hidden = true;
  part("go").addEventListener("click", () => (filled[0] ?? fieldsOf(form).find((one) => one.type !== "hidden"))?.focus());
  form.addEventListener("draft-saved", () => {
    const throwing = part("throw");
    fetch(throwing.action, { method: "POST", body: new FormData(throwing), redirect: "manual" }).catch(() => {}); // then it waits on
  }, { once: true });
});
