// @ts-check
// `select[data-phrases=ID]`: the words of the chosen template go into the field, behind what stands there already.
import { onMount } from "./mount.js";

onMount("select[data-phrases]", (element) => {
  const list = /** @type {HTMLSelectElement} */ (element);
  const field = /** @type {HTMLTextAreaElement | null} */ (document.getElementById(list.dataset.phrases ?? ""));
  list.addEventListener("change", () => {
    const words = list.selectedOptions[0]?.dataset.words;
    if (!words || !field) return;
    field.value = [field.value.trim(), words].filter(Boolean).join("\n");
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
    list.value = "";
  });
});

// Words to click in: `data-phrase` goes to the end of the field that `data-into` names, and the field has the focus.
onMount("[data-phrase]", (button) => {
  button.addEventListener("click", () => {
    const field = /** @type {HTMLTextAreaElement | null} */ (document.querySelector(button.dataset.into ?? ""));
    if (!field) return;
    const before = field.value.trimEnd();
    field.value = before ? `${before} ${button.dataset.phrase}` : button.dataset.phrase ?? "";
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  });
});
