// @ts-check
// The caller desk: the address names the call, so that a reload finds its draft; Ctrl+Enter sends from any field.
import { onMount } from "./mount.js";

onMount("form[data-call]", (element) => {
  const form = /** @type {HTMLFormElement} */ (element);
  history.replaceState(history.state, "", `?call=${form.dataset.call}`);
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit(/** @type {HTMLElement} */ (form.querySelector("[data-send]")));
  });
});
