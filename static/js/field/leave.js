// @ts-check
// Signing out: the phone forgets whose it was and what was loaded; what waits to be sent waits for its officer.
import { forgetPerson } from "./kept.js";

/** Do so where the field app was ever opened here; elsewhere nothing is made. */
export async function leave() {
  const known = await indexedDB.databases?.() ?? [{ name: "govgrid-field" }];
  if (known.some(({ name }) => name === "govgrid-field")) await forgetPerson();
}
