// @ts-check
// Log a case: photo, category, send. What is being written is kept as a draft; what is sent goes into the outbox first.
import { photosOf, setPhotos, start as startCamera } from "./camera.js";
import { remember, start as startCategories } from "./categories.js";
import { officer, store } from "./kept.js";
import { enqueue } from "./outbox.js";
import { placeOf, setPlace, start as startPlace } from "./place.js";
import { refuse } from "./telling.js";
import { open } from "./viewfinder.js";
import { nameOf, say } from "./words.js";
import { keepWritten, kept, sentOnce } from "./writing.js";

/** @param {HTMLElement} view */
export async function start(view) {
  const form = /** @type {HTMLFormElement} */ (view.querySelector("[data-log]"));
  const [before, after] = ["photos", "after"].map((name) => /** @type {HTMLElement} */ (form.querySelector(`[data-camera="${name}"]`)));
  const where = /** @type {HTMLElement} */ (form.querySelector("[data-where]"));
  const field = (/** @type {string} */ name) => /** @type {HTMLInputElement} */ (form.elements.namedItem(name));
  const me = await officer();
  if (!me) return;
  [before, after].forEach(startCamera);
  startPlace(where);
  const kinds = startCategories(/** @type {HTMLElement} */ (form.querySelector("[data-categories]")));
  const draft = `log-${me.id}`, mended = new URLSearchParams(location.search).get("repair") ?? "";

  const showDone = () => { /** @type {HTMLElement} */ (form.querySelector("[data-after]")).hidden = !field("done").checked; };
  const written = () => ({
    place: placeOf(where), byHand: Boolean(field("lon").value && field("lat").value), code: kinds.chosen()?.code ?? "",
    words: field("words").value, note: field("note").value, done: field("done").checked, photos: [...photosOf(before), ...photosOf(after)],
  });
  const restore = async (/** @type {any} */ said) => {
    // What a quick hand has typed or chosen before stays.
    field("words").value ||= said.words;
    field("note").value ||= said.note;
    field("done").checked ||= said.done;
    for (const frame of [before, after]) setPhotos(frame, [...said.photos.filter((/** @type {any} */ photo) => photo.name === frame.dataset.camera), ...photosOf(frame)]);
    if (said.byHand) setPlace(where, said.place);
    if (said.code && !kinds.chosen()) await kinds.choose(said.code);
  };

  const row = mended ? await store.get("outbox", mended) : null;
  if (row?.owner === me.id && row.state !== "sent" && row.written) {
    await restore({ ...row.written, photos: row.photos, byHand: true });
    refuse(form, row.fault);
  } else {
    const half = await store.get("drafts", draft);
    if (half) await restore(half.said);
  }
  form.addEventListener("change", showDone);
  showDone();
  if (!row) keepWritten(form, () => store.put("drafts", { name: draft, said: written() }));
  // The thumb's next place: on a small phone the categories lie under the fold.
  before.addEventListener("change", () => { if (photosOf(before).length === 1 && !kinds.chosen()) form.querySelector("[data-categories]")?.scrollIntoView({ block: "nearest" }); });
  open(before);

  sentOnce(form, async () => {
    const said = written(), kind = kinds.chosen();
    if (!kind) return refuse(form, { detail: say("need_category") });
    if (!said.place.lon) return refuse(form, { detail: say("need_place") });
    if (said.done && !(photosOf(before).length && photosOf(after).length)) return refuse(form, { detail: say("need_both") });
    const photos = said.photos.filter((photo) => said.done || photo.name === "photos");
    const fields = { category: kind.code, words: said.words || nameOf(kind), ...said.place, note: said.done ? said.note : "", claimed_at: row?.fields.claimed_at ?? new Date().toISOString() };
    await enqueue({ kind: said.done ? "done" : "report", url: "/api/v1/field/reports/", fields, photos, title: nameOf(kind), words: said.words, written: { ...said, photos: [] } }, me, row?.id);
    await remember(kind.code).catch(console.warn);
    return kept(draft);
  });
}
