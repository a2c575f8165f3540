// @ts-check
// Signing out makes this device forget what the field app keeps of a person, and its tabs what was half typed in them.
import { forgetDrafts, tellOthers } from "./draft_keeper.js";
import { onMount } from "./mount.js";

onMount("form[data-sign-out]", (element) => {
  const form = /** @type {HTMLFormElement} */ (element);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    await import("./field/leave.js").then(({ leave }) => leave()).catch(() => {});
    forgetDrafts();
    tellOthers();
    form.submit();
  });
});
