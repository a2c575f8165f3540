// @ts-check
// Signing out makes this device forget what the field app keeps of a person, and this tab the calls half typed in it.
import { onMount } from "./mount.js";

onMount("form[data-sign-out]", (element) => {
  const form = /** @type {HTMLFormElement} */ (element);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    await import("./field/leave.js").then(({ leave }) => leave()).catch(() => {});
    try { sessionStorage.removeItem("govgrid-calls"); } catch { /* none was kept */ }
    form.submit();
  });
});
