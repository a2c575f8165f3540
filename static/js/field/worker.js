// @ts-check
// The worker's own part: it keeps the app's shell and files for when there is no network, and nothing else: no answer of
// the API, no page with anybody's data in it. `self.FIELD` names release, shells and files; see views/field_shell.py.
(() => {
  const { FIELD, fieldPost, clients } = /** @type {any} */ (self);
  const NAME = `govgrid-field-${FIELD.release}`;
  const LANGUAGE = "/field/language";
  const PATIENCE_MS = 6_000;

  async function keep() {
    const cache = await caches.open(NAME);
    const wanted = [...FIELD.files, ...Object.values(FIELD.shells)];
    await cache.addAll(wanted.map((address) => new Request(address, { cache: "reload", credentials: "omit" })));
    return /** @type {any} */ (self).skipWaiting();
  }

  async function forgetOthers() {
    const spoken = await caches.match(LANGUAGE);
    if (spoken) await (await caches.open(NAME)).put(LANGUAGE, spoken);
    const others = (await caches.keys()).filter((name) => name.startsWith("govgrid-field-") && name !== NAME);
    await Promise.all(others.map((name) => caches.delete(name)));
    return clients.claim();
  }

  /** Remember in which language the officer reads: the shell is shown in it. @param {Response} page */
  async function noteLanguage(page) {
    const language = page.headers.get("Content-Language");
    if (page.ok && language && language in FIELD.shells) await (await caches.open(NAME)).put(LANGUAGE, new Response(language));
  }

  async function shell() {
    const spoken = await (await caches.match(LANGUAGE))?.text();
    const kept = await caches.match(FIELD.shells[spoken ?? ""] ?? Object.values(FIELD.shells)[0]);
    return kept ?? Response.error();
  }

  /** The network first, for it knows who is signed in; one that does not answer, or only with a fault of the server, is none.
   * A page that has begun to come may take its time. @param {Request} asked */
  async function page(asked) {
    const patience = new AbortController(), over = setTimeout(() => patience.abort(), PATIENCE_MS);
    const answer = await fetch(asked, { signal: patience.signal }).catch(() => null);
    clearTimeout(over);
    if (!answer || answer.status >= 500) return shell();
    await noteLanguage(answer).catch(() => {}); // a full phone
    return answer;
  }

  self.addEventListener("install", (event) => /** @type {any} */ (event).waitUntil(keep()));
  self.addEventListener("activate", (event) => /** @type {any} */ (event).waitUntil(forgetOthers()));

  self.addEventListener("fetch", (/** @type {any} */ event) => {
    const asked = event.request;
    const where = new URL(asked.url);
    if (asked.method !== "GET" || where.origin !== location.origin) return;
    if (asked.mode === "navigate" && where.pathname.startsWith("/field/")) event.respondWith(page(asked));
    else if (FIELD.files.includes(where.pathname)) event.respondWith(caches.match(where.pathname).then((kept) => kept ?? fetch(asked)));
  });

  /** A promise that is broken makes the browser try again later, also when no page is open. */
  const sendAll = async () => { if (await fieldPost.drain({ force: true }) === "offline") throw new Error("not reached"); };

  self.addEventListener("sync", (/** @type {any} */ event) => { if (event.tag === "govgrid-field-outbox") event.waitUntil(sendAll()); });
})();
