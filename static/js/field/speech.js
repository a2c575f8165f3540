// @ts-check
// Words by voice: a field with data-voice gets a button where the browser can listen. Another recogniser may take the
// place of the browser's: it listens to `field-voice` on the field, and puts its words in by `detail.put(words)`.
import { onMount } from "../mount.js";
import { icon, say } from "./words.js";

const { SpeechRecognition, webkitSpeechRecognition } = /** @type {any} */ (window);
const Recogniser = SpeechRecognition ?? webkitSpeechRecognition;

/** @param {HTMLTextAreaElement} field @param {string} words */
function put(field, words) {
  field.value = [field.value.trim(), words.trim()].filter(Boolean).join(" ");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

/** @param {HTMLButtonElement} button @param {boolean} listening */
function show(button, listening) {
  button.replaceChildren(icon(listening ? "player-pause" : "microphone"), say(listening ? "voice_stop" : "voice_start"));
  button.setAttribute("aria-pressed", String(listening));
}

/** @param {HTMLTextAreaElement} field @param {HTMLButtonElement} button */
function listen(field, button) {
  const ears = new Recogniser();
  ears.lang = document.documentElement.lang.startsWith("zh") ? "zh-CN" : "en-US";
  ears.onresult = (/** @type {any} */ event) => put(field, event.results[event.results.length - 1][0].transcript);
  ears.onend = ears.onerror = () => show(button, false);
  ears.start();
  show(button, true);
  button.addEventListener("click", () => ears.stop(), { once: true });
}

onMount("[data-voice]", (element) => {
  const field = /** @type {HTMLTextAreaElement} */ (element);
  const ours = () => field.dispatchEvent(new CustomEvent("field-voice", { bubbles: true, cancelable: true, detail: { put: (/** @type {string} */ words) => put(field, words) } }));
  if (!Recogniser) return;
  const button = document.createElement("button");
  Object.assign(button, { type: "button", className: "button field-voice" });
  show(button, false);
  button.addEventListener("click", () => { if (button.getAttribute("aria-pressed") === "false" && ours()) listen(field, button); });
  field.after(button);
});
