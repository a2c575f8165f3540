// @ts-check
// After signing out the phone forgets whose it was and what was loaded; what waits to be sent waits for its officer.
import { forgetPerson } from "./kept.js";

indexedDB.databases?.().then((known) => known.some(({ name }) => name === "govgrid-field") && forgetPerson());
