// @ts-check
// The button of a print sheet. The sheet prints as well by the browser's own command.
document.documentElement.dataset.scripts = "";
document.querySelector("[data-print]")?.addEventListener("click", () => print());
