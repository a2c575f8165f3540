// @ts-check
// Say to the others that this case is open here, and show who else has it open. `<p data-presence="URL">` sends a beat
// every 20 s while the page is seen; a form with `data-composer` that holds unsent words makes it "typing".
import { onMount } from "./mount.js";

const EVERY = 20_000; // milliseconds between two beats

const isTyping = () => [...document.querySelectorAll("[data-composer] textarea")].some((box) => {
  const words = /** @type {HTMLTextAreaElement} */ (box);
  return words.value.trim() !== "" && words.value !== words.defaultValue;
});

/** @param {string} doing */
function words(doing) {
  const form = new FormData();
  const token = /** @type {HTMLInputElement | null} */ (document.querySelector("[name=csrfmiddlewaretoken]"));
  form.set("csrfmiddlewaretoken", token?.value ?? "");
  form.set("doing", doing);
  return form;
}

onMount("[data-presence]", (line) => {
  const url = line.dataset.presence ?? "", over = new AbortController(), { signal } = over;
  let told = "", beats = 0;

  const leave = () => { navigator.sendBeacon(url, words("gone")); };
  const timer = setInterval(() => { beat(); }, EVERY);
  // Another case has been opened in its place.
  function leaveIfSwapped() {
    if (line.isConnected) return;
    clearInterval(timer);
    over.abort();
    leave();
  }

  async function beat() {
    if (document.hidden || !line.isConnected) return;
    told = isTyping() ? "typing" : "viewing";
    const turn = ++beats;
    try {
      const answer = await fetch(url, { method: "POST", body: words(told), headers: { "HX-Request": "true" } });
      // Signed out, or no longer for this person to see: who is there is not known any more.
      if (answer.status !== 200 || answer.redirected) { line.replaceChildren(); return; }
      const html = (await answer.text()).trim();
      if (turn === beats && html !== line.innerHTML.trim()) line.innerHTML = html;
    } catch { /* away: the page works without */ }
  }

  beat();
  document.addEventListener("visibilitychange", beat, { signal });
  document.addEventListener("input", () => { if (told === "viewing" && isTyping()) beat(); }, { signal });
  document.addEventListener("htmx:afterSwap", leaveIfSwapped, { signal });
  addEventListener("pagehide", leave, { signal });
});
