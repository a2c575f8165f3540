// @ts-check
// Light or dark: what the person chose on this device, else what the device says. A classic script in the head,
// because a module would run after the first paint and flash.
(() => {
  const KEY = "govgrid-theme";
  const root = document.documentElement;

  /** @returns {string} light, dark or auto; auto where storage is refused (private windows) */
  function chosen() {
    try { return localStorage.getItem(KEY) || "auto"; } catch { return "auto"; }
  }

  /** @param {string} theme */
  function wear(theme) {
    if ("themeFixed" in root.dataset) return;
    if (theme === "auto") delete root.dataset.theme;
    else root.dataset.theme = theme;
  }

  /** Show on the buttons which theme is worn. */
  function mark() {
    for (const button of document.querySelectorAll("[data-theme-toggle]"))
      button.setAttribute("aria-pressed", String(button.getAttribute("data-theme-toggle") === chosen()));
  }

  root.dataset.scripts = "on";
  wear(chosen());
  document.addEventListener("DOMContentLoaded", mark);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => document.dispatchEvent(new Event("theme-changed")));
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element && event.target.closest("[data-theme-toggle]");
    if (!button) return;
    const theme = button.getAttribute("data-theme-toggle") || "auto";
    try { localStorage.setItem(KEY, theme); } catch { /* worn until the page is left */ }
    wear(theme);
    mark();
    document.dispatchEvent(new Event("theme-changed"));
  });
})();
