// @ts-check
// A part that wears data-calm is not swapped while a person is in it: a choice made while a search was under way
// would be lost, and the focus with it.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { detail } = /** @type {CustomEvent} */ (event);
  const part = detail.target;
  if (part instanceof HTMLElement && part.matches("[data-calm]") && part.contains(document.activeElement)) {
    detail.shouldSwap = false;
  }
});
