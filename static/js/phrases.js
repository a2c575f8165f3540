// @ts-check
// Words to click in: `data-phrase` goes to the end of the field that `data-into` names, and the field has the focus.
import { onMount } from "./mount.js";

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
