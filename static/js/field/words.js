// @ts-check
// The reader's words, times and lengths, and filling a template of the page with them.
const words = JSON.parse(document.getElementById("field-words")?.textContent ?? "{}");
const language = document.documentElement.lang || "en";
const clock = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const dated = new Intl.DateTimeFormat(language, { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

/** @param {string} name @param {Record<string, string | number>} [facts] @returns {string} */
export const say = (name, facts = {}) =>
  (words[name] ?? name).replace(/%\((\w+)\)s/g, (/** @type {string} */ _all, /** @type {string} */ fact) => String(facts[fact] ?? ""));

/** The hour today, with the day on others. @param {string | number | Date} at @returns {string} */
export function time(at) {
  const then = new Date(at);
  return (then.toDateString() === new Date().toDateString() ? clock : dated).format(then);
}

/** @param {number | null} metres @returns {string} "" where it is not known */
export function distance(metres) {
  if (metres === null) return "";
  return metres < 1000 ? say("away", { metres: Math.round(metres / 10) * 10 }) : say("away_km", { km: (metres / 1000).toFixed(1) });
}

/** @param {{name_en: string, name_zh: string}} named @returns {string} */
export const nameOf = (named) => (language.startsWith("zh") ? named.name_zh || named.name_en : named.name_en || named.name_zh);

/** @param {string} name of the sprite @returns {SVGElement} */
export function icon(name) {
  const drawn = document.createElementNS("http://www.w3.org/2000/svg", "svg"), use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  drawn.setAttribute("class", "icon");
  drawn.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `${document.querySelector("[data-field]")?.getAttribute("data-icons")}#${name}`);
  drawn.append(use);
  return drawn;
}

/** Put values where the page says: text by data-fill, addresses by data-href; an empty one hides its element.
 * @param {ParentNode} root @param {Record<string, string>} values */
export function fill(root, values) {
  for (const [name, value] of Object.entries(values)) {
    for (const slot of root.querySelectorAll(`[data-fill="${name}"]`)) {
      slot.textContent = value;
      /** @type {HTMLElement} */ (slot).hidden = !value;
    }
    for (const link of root.querySelectorAll(`[data-href="${name}"]`)) {
      if (value) link.setAttribute("href", value);
      /** @type {HTMLElement} */ (link).hidden = !value && !link.matches("[data-fill]");
    }
  }
}

/** @param {string} name @param {Record<string, string>} values @param {string} [picture] an icon's name @returns {HTMLElement} */
export function made(name, values, picture = "") {
  const template = /** @type {HTMLTemplateElement} */ (document.querySelector(`template[data-template="${name}"]`));
  const copy = /** @type {HTMLElement} */ (template.content.firstElementChild?.cloneNode(true));
  fill(copy, values);
  if (picture) copy.querySelector("[data-icon-slot]")?.replaceChildren(icon(picture));
  return copy;
}
