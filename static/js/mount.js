// @ts-check
// Wire modules to elements by data- attribute: now, and again in whatever htmx brings.

/** @type {[string, (element: HTMLElement) => void][]} */
const starters = [];
/** @type {Map<string, WeakSet<Element>>} */
const started = new Map();

/** @param {ParentNode} root @param {string} selector @param {(element: HTMLElement) => void} start */
function startWithin(root, selector, start) {
  const seen = started.get(selector) ?? new WeakSet();
  started.set(selector, seen);
  const found = [...root.querySelectorAll(selector)];
  if (root instanceof Element && root.matches(selector)) found.unshift(root);
  for (const element of found) {
    if (seen.has(element)) continue;
    seen.add(element);
    start(/** @type {HTMLElement} */ (element));
  }
}

/**
 * Run `start` once for each element that matches, now and after every swap.
 * @param {string} selector
 * @param {(element: HTMLElement) => void} start
 */
export function onMount(selector, start) {
  starters.push([selector, start]);
  startWithin(document, selector, start);
}

document.addEventListener("htmx:load", (event) => {
  const root = /** @type {CustomEvent} */ (event).detail.elt;
  for (const [selector, start] of starters) startWithin(root, selector, start);
});

/**
 * Say something to those who hear the page.
 * @param {string} words
 */
export function announce(words) {
  const announcer = document.querySelector("[data-announcer]");
  if (announcer) announcer.textContent = words;
}

/**
 * Run `start` when `element` is about to be seen: a map below the fold costs nothing until then.
 * @param {Element} element
 * @param {() => void} start
 */
export function whenSeen(element, start) {
  const watch = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    watch.disconnect();
    start();
  }, { rootMargin: "300px" });
  watch.observe(element);
}
