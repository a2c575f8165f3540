// @ts-check
// Sending what waits: one drainer over all tabs and the worker, each thing under its own key, none under another's name.
// A classic script, see store.js. States of a row: waits, sent, needs (the officer mends it), conflict (409).
(() => {
  const { fieldStore: store, fieldParcel: parcel } = /** @type {any} */ (globalThis), KEPT_SENT_MS = 86_400_000;
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

  /** @param {any} row @param {any} me @returns {Promise<Response>} */
  const post = (row, me) => fetch(row.url, {
    method: "POST", body: parcel.bodyOf(row), redirect: "error", signal: AbortSignal.timeout(120_000),
    headers: { "Idempotency-Key": row.id, "X-CSRFToken": me.csrf_token, "X-Officer": String(row.owner) },
  });

  /** Write a row back, but for one that its officer has deleted meanwhile: what is gone stays gone. @param {any} row */
  const note = async (row) => { if (await store.get("outbox", row.id)) await store.put("outbox", row); };

  /** Note what came of a row. @param {any} row @param {Response} answer @returns {Promise<boolean>} whether to go on */
  async function settle(row, answer) {
    // Another's page in the place of our answer (a hotel's sign-in) is no answer: nothing was taken.
    const said = await answer.json().catch(() => null);
    const again = [408, 429].includes(answer.status) || answer.status >= 500 || (answer.ok && !said);
    if (answer.status === 401 || (answer.status === 403 && NOBODY.includes(said?.code ?? NOBODY[0]))) return false;
    if (again) parcel.wait(row, Number(answer.headers.get("Retry-After")) || 0);
    else if (answer.ok) row.state = "sent";
    else Object.assign(row, { state: answer.status === 409 ? "conflict" : "needs", fault: { ...said, status: answer.status } });
    // On a full phone what was sent makes room.
    if (row.state === "sent") await note(parcel.sent(row, said)).catch(() => store.remove("outbox", row.id));
    else await note(row).catch(() => {});
    return true;
  }

  /** @param {any[]} rows oldest first @param {any} me @returns {Promise<string>} how the link was found */
  async function send(rows, me) {
    const stuck = new Set();
    for (const row of rows) {
      // What a patrol tells is told in its order.
      if (stuck.has(row.group)) continue;
      await store.put("copies", { name: "sending", id: row.id, at: Date.now() }).catch(() => {});
      const answer = await post(row, me).catch(() => null);
      if (!answer) await note(parcel.wait(row)).catch(() => {});
      if (!answer) return "offline";
      if (!await settle(row, answer)) return "signed_out";
      if (row.state === "waits" && row.group) stuck.add(row.group);
    }
    return "online";
  }

  /** Send what is due; `force`: also what waits for its next try.
   * @param {{force?: boolean}} [wish] @returns {Promise<string | void>} how the link was found, where anything was due */
  const drain = ({ force = false } = {}) => navigator.locks.request("govgrid-field-outbox", async () => {
    const rows = (await store.all("outbox")).sort((/** @type {any} */ a, /** @type {any} */ b) => a.at - b.at);
    for (const row of rows) if (row.state === "sent" && Math.abs(Date.now() - row.sentAt) > KEPT_SENT_MS) await store.remove("outbox", row.id);
    const due = parcel.due(rows, force);
    if (!due.length) return;
    const found = await whoIsThere();
    const mine = due.filter((/** @type {any} */ row) => row.owner === found.me?.id);
    const state = found.me ? await send(mine, found.me) : found.state;
    await store.remove("copies", "sending").catch(() => {});
    await store.put("copies", { name: "link", state, at: Date.now() }).catch(() => {});
    return state;
  });
  Object.assign(globalThis, { fieldPost: { drain, whoIsThere } });
})();
