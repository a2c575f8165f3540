// @ts-check
// Whether an officer is on duty, and on a round: by the city's clock, as the last answer had it. A phone's own may be wrong.
import { say, time } from "./words.js";

/** @typedef {{me: any, patrol: any, ahead?: number, loaded: string}} Day `ahead`: the city's clock before the phone's, in ms */

/** @param {Day} day */
const now = (day) => Date.now() + (day.ahead ?? 0);

/** @param {Day} day @param {any[]} rows @returns {string} since when; "" for no patrol: what waits counts as done */
export function since(day, rows) {
  const told = rows.filter((row) => row.group === "patrol" && row.state !== "conflict" && row.state !== "needs" && row.kind !== "check_in").at(-1);
  if (told && (told.state === "waits" || told.at > Date.parse(day.loaded))) return told.kind === "begin" ? told.fields.claimed_at : "";
  return day.patrol && Date.parse(day.patrol.until) > now(day) ? day.patrol.begun_at : "";
}

/** @param {Day} day */
export function onDuty(day) {
  const shift = day.me.shift;
  return Boolean(shift) && Date.parse(shift.begins_at) <= now(day) && now(day) < Date.parse(shift.ends_at);
}

/** @param {Day} day */
export function dutyWords(day) {
  const shift = day.me.shift;
  if (!shift) return say("no_shift");
  return onDuty(day) ? say("on_duty_until", { time: time(shift.ends_at) }) : say("duty_from", { time: time(shift.begins_at) });
}
