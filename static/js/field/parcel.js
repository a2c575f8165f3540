// @ts-check
// A row of the outbox: as a post carries it, when it may go, what is left of it once it was taken. A classic script, see store.js.
(() => {
  const FIRST_WAIT_MS = 5_000, LONGEST_WAIT_MS = 300_000;

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

  /** What the list of the sent shows, and no more: all else is with the server now. @param {any} row @param {any} said */
  const sent = (row, said) => ({
    id: row.id, owner: row.owner, at: row.at, kind: row.kind, group: row.group, taskId: row.taskId, title: row.title, words: row.words,
    fields: row.group ? row.fields : {}, number: said.number ?? row.number, state: "sent", sentAt: Date.now(), photoCount: row.photos.length, photos: [],
  });

  /** @param {any} row @param {number} [seconds] what the server asks to wait */
  const wait = (row, seconds = 0) => Object.assign(row, {
    tries: row.tries + 1, nextAt: Date.now() + Math.min(Math.max(seconds * 1000, FIRST_WAIT_MS * 2 ** row.tries), LONGEST_WAIT_MS),
  });

  /** Also where the clock was set back: nobody waits longer than the longest. @param {any} row */
  const isDue = (row) => row.nextAt <= Date.now() || row.nextAt > Date.now() + LONGEST_WAIT_MS;

  /** What may go now; of a patrol nothing before what it told earlier. @param {any[]} rows oldest first @param {boolean} force */
  function dueOf(rows, force) {
    const held = new Set();
    return rows.filter((row) => {
      const line = `${row.owner} ${row.group ?? row.id}`, goes = row.state === "waits" && !held.has(line) && (force || isDue(row));
      if (row.state === "waits" && !goes) held.add(line);
      return goes;
    });
  }

  Object.assign(globalThis, { fieldParcel: { bodyOf, due: dueOf, sent, wait } });
})();
