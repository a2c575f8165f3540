// @ts-check
// Sending what waits: one drainer over all tabs and the worker, each thing under its own key, none under another's name.
// A classic script, see store.js. States of a row: waits, sent, needs (the officer mends it), conflict (409).
(() => {
  const { fieldStore: store } = /** @type {any} */ (globalThis), FIRST_WAIT_MS = 5_000, LONGEST_WAIT_MS = 300_000, KEPT_SENT_MS = 86_400_000;
  // Codes of 403 that mean “sign in”; another 403 is a rule's no, which signing in does not change.
  const NOBODY = ["permission_denied", "not_authenticated", "authentication_failed", "other_person"];
  /** @returns {Promise<any>} `me`, or why there is nobody: offline or signed_out */
  async function whoIsThere() {
    try {
      const answer = await fetch("/api/v1/field/me/", { cache: "no-store", signal: AbortSignal.timeout(15_000) });
      if (answer.ok) return { state: "online", me: await answer.json() };
      return { state: [401, 403].includes(answer.status) ? "signed_out" : "offline" };
    } catch { return { state: "offline" }; }
  }

  /** @param {any} row @returns {FormData} */
  function bodyOf(row) {
    const body = new FormData();
    for (const [name, value] of Object.entries(row.fields)) if (value !== "" && value !== null) body.append(name, String(value));
    for (const name of ["photos", "after"]) {
      const shown = row.photos.filter((/** @type {any} */ photo) => photo.name === name);
      shown.forEach((/** @type {any} */ photo, /** @type {number} */ n) => body.append(name, photo.blob, `${name}-${n}.jpg`));
      if (shown.length) body.append(name === "photos" ? "claims" : "after_claims", JSON.stringify(shown.map((/** @type {any} */ p) => p.claim)));
    }
    return body;
  }

  /** @param {any} row @param {any} me @returns {Promise<Response>} */
  const post = (row, me) => fetch(row.url, {
    method: "POST", body: bodyOf(row), redirect: "error", signal: AbortSignal.timeout(120_000),
    headers: { "Idempotency-Key": row.id, "X-CSRFToken": me.csrf_token, "X-Officer": String(row.owner) },
  });

  /** @param {any} row @param {number} [seconds] what the server asks to wait */
  const wait = (row, seconds = 0) => Object.assign(row, {
    tries: row.tries + 1, nextAt: Date.now() + Math.max(seconds * 1000, Math.min(FIRST_WAIT_MS * 2 ** row.tries, LONGEST_WAIT_MS)),
  });

  /** Note what came of a row. @param {any} row @param {Response} answer @returns {Promise<boolean>} whether to go on */
  async function settle(row, answer) {
    // Another's page in the place of our answer (a hotel's sign-in) is no answer: nothing was taken.
    const said = await answer.json().catch(() => null);
    const again = [408, 429].includes(answer.status) || answer.status >= 500 || (answer.ok && !said);
    if (answer.status === 401 || (answer.status === 403 && NOBODY.includes(said?.code ?? NOBODY[0]))) return false;
    if (again) wait(row, Number(answer.headers.get("Retry-After")) || 0);
    else if (answer.ok) Object.assign(row, { state: "sent", number: said.number ?? row.number, sentAt: Date.now(), photoCount: row.photos.length, photos: [] });
    else Object.assign(row, { state: answer.status === 409 ? "conflict" : "needs", fault: { ...said, status: answer.status } });
    // Deleted meanwhile by its officer: what is gone stays gone. On a full phone what was sent makes room.
    if (await store.get("outbox", row.id)) await store.put("outbox", row).catch(() => row.state === "sent" && store.remove("outbox", row.id));
    return true;
  }

  /** @param {any[]} rows oldest first @param {any} me @returns {Promise<string>} how the link was found */
  async function send(rows, me) {
    const stuck = new Set();
    for (const row of rows) {
      // What a patrol tells is told in its order.
      if (stuck.has(row.group)) continue;
      const answer = await post(row, me).catch(() => null);
      if (!answer) { wait(row); await store.put("outbox", row); return "offline"; }
      if (!await settle(row, answer)) return "signed_out";
      if (row.state === "waits" && row.group) stuck.add(row.group);
    }
    return "online";
  }

  /** Send what is due; `force`: also what waits for its next try. @param {{force?: boolean}} [wish] */
  const drain = ({ force = false } = {}) => navigator.locks.request("govgrid-field-outbox", async () => {
    const rows = (await store.all("outbox")).sort((/** @type {any} */ a, /** @type {any} */ b) => a.at - b.at);
    for (const row of rows) if (row.state === "sent" && row.sentAt < Date.now() - KEPT_SENT_MS) await store.remove("outbox", row.id);
    const due = rows.filter((/** @type {any} */ row) => row.state === "waits" && (force || row.nextAt <= Date.now()));
    if (!due.length) return;
    const found = await whoIsThere();
    const mine = due.filter((/** @type {any} */ row) => row.owner === found.me?.id);
    const state = found.me ? await send(mine, found.me) : found.state;
    await store.put("copies", { name: "link", state, at: Date.now() }).catch(() => {});
  });
  Object.assign(globalThis, { fieldPost: { drain, whoIsThere } });
})();
