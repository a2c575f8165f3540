// @ts-check
// What the phone keeps: outbox (one row a thing to send), copies (what was last loaded), drafts (what is being written).
// A classic script, for pages and the worker load the same file and a worker cannot import modules.
(() => {
  const STORES = { outbox: "id", copies: "name", drafts: "name" };
  const channel = new BroadcastChannel("govgrid-field");
  /** @type {Promise<IDBDatabase> | undefined} */
  let opened;

  /** @returns {Promise<IDBDatabase>} */
  const open = () => opened ??= new Promise((done, fail) => {
    const asked = indexedDB.open("govgrid-field", 1);
    asked.onupgradeneeded = () => {
      for (const [name, keyPath] of Object.entries(STORES)) asked.result.createObjectStore(name, { keyPath });
    };
    asked.onsuccess = () => {
      // A newer page must be able to change the tables; this one opens them anew when it needs them.
      asked.result.onversionchange = () => { asked.result.close(); opened = undefined; };
      done(asked.result);
    };
    asked.onerror = () => { opened = undefined; fail(asked.error); };
  });

  /**
   * Do `work` in one transaction; fulfilled only when it is on the disk.
   * @param {string} name @param {IDBTransactionMode} mode @param {(store: IDBObjectStore) => IDBRequest | void} work
   * @returns {Promise<any>}
   */
  async function ask(name, mode, work) {
    const db = await open();
    return new Promise((done, fail) => {
      const act = db.transaction(name, mode, { durability: "strict" });
      const request = work(act.objectStore(name));
      act.oncomplete = () => done(request?.result);
      act.onabort = act.onerror = () => fail(act.error ?? request?.error);
    });
  }

  /** @param {string} name @param {(store: IDBObjectStore) => void} work */
  async function change(name, work) {
    await ask(name, "readwrite", work);
    channel.postMessage(name);
  }

  Object.assign(globalThis, {
    fieldStore: {
      /** @param {string} name @param {string} key */
      get: (name, key) => ask(name, "readonly", (store) => store.get(key)),
      /** @param {string} name */
      all: (name) => ask(name, "readonly", (store) => store.getAll()),
      /** @param {string} name @param {any} row */
      put: (name, row) => change(name, (store) => { store.put(row); }),
      /** @param {string} name @param {string} key */
      remove: (name, key) => change(name, (store) => { store.delete(key); }),
      /** Put one row in the place of another, both or neither. @param {string} name @param {string} key @param {any} row */
      replace: (name, key, row) => change(name, (store) => { store.delete(key); store.put(row); }),
    },
  });
})();
