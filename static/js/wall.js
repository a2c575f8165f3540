// @ts-check
// A screen on a wall: it asks for its figures every few seconds, says when it has lost the server, and loads itself anew
// after a deploy. Nothing is kept but the last answer, so that it may run for days.

const EVERY = 5000, SLOWEST = 30_000, PATIENCE = 8000, STALE = 20_000; // milliseconds
const screen = /** @type {HTMLElement} */ (document.querySelector("[data-wall]"));
const part = /** @type {HTMLElement} */ (screen.querySelector("[data-part]"));
const state = /** @type {HTMLElement} */ (screen.querySelector("[data-state]"));
const clock = /** @type {HTMLElement} */ (screen.querySelector("[data-clock]"));
const texts = screen.dataset;
const time = new Intl.DateTimeFormat(document.documentElement.lang, { timeZone: texts.zone, hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
let version = texts.version ?? "", wait = EVERY, heard = Date.now(), ended = false;
let timer = 0;

/** Say what is wrong with the screen; nothing is: ''. @param {string} words */
function say(words) {
  if (state.textContent !== words) state.textContent = words;
  screen.toggleAttribute("data-stale", words !== "");
}

function tick() {
  const now = Date.now();
  clock.textContent = time.format(now);
  if (ended) say(texts.textEnded ?? "");
  else say(now - heard > STALE ? `${texts.textLost} ${time.format(heard)}` : "");
}

/** Load the page anew once it can be had: a screen that reloads into a fault stays dark. */
async function renew() {
  const answer = await fetch(texts.wall ?? "", { signal: AbortSignal.timeout(PATIENCE) });
  if (answer.ok && !answer.redirected) location.reload();
}

/** @param {Response} answer */
async function take(answer) {
  ended = answer.redirected || [401, 403, 404].includes(answer.status);
  if (ended) { // dark: whoever took the link back does not want the last figures to stay on the wall
    [wait, version] = [SLOWEST, ""];
    part.replaceChildren();
    return;
  }
  if (!answer.ok) throw new Error(String(answer.status));
  const release = answer.headers.get("X-Release");
  if (release && release !== texts.release) await renew();
  if (answer.status === 200) part.innerHTML = await answer.text();
  version = answer.headers.get("X-Live-Version") ?? version;
  [heard, wait] = [Date.now(), EVERY];
}

async function ask() {
  clearTimeout(timer);
  try {
    const headers = { "X-Live-Version": version };
    await take(await fetch(texts.wall ?? "", { headers, cache: "no-store", signal: AbortSignal.timeout(PATIENCE) }));
  } catch { wait = Math.min(wait * 1.5, SLOWEST); }
  tick();
  clearTimeout(timer); // one question at a time, also when the network came back in the middle of one
  timer = setTimeout(ask, wait);
}

addEventListener("online", () => { wait = EVERY; ask(); });
document.addEventListener("visibilitychange", () => { if (!document.hidden) ask(); });
setInterval(tick, 1000);
tick();
timer = setTimeout(ask, EVERY);
