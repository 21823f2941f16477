// The chat page: puts log, outbox and stream together.

import { Log } from "./log.js";
import { Outbox } from "./outbox.js";
import { Stream } from "./stream.js";
import { Typing } from "./typing.js";
import { CookieVisit, TokenVisit } from "./visit.js";

const NEAR_END_PX = 120;
const SETTLED_MS = 600;

const page = JSON.parse(document.getElementById("page").textContent);
const [form, box, logElement, newest, connection, suggestions] = [
  "form", "text", "log", "newest", "connection", "suggestions",
].map((id) => document.getElementById(id));

const visit = page.framed ? new TokenVisit() : new CookieVisit();
const typing = new Typing(document.getElementById("typing"), page.strings.typing);
const log = new Log(logElement, page, {
  onChoice: ({ label, value }) => say({ text: label, choice: value }),
  onConfirmed: (clientId, id) => {
    outbox.forget(clientId);
    typing.rename(clientId, id);
  },
});
const stream = new Stream("/api/chat/events", (url) => visit.connect(url), {
  message: (reply) => following(() => log.showReply(reply)),
  own: (own) => following(() => log.showOwn(own)),
  answered: ({ id }) => typing.stop(id),
}, (isLost) => { connection.textContent = isLost ? page.strings.reconnecting : ""; });
const outbox = new Outbox("/api/chat/messages", (...request) => visit.post(...request), page, stream.ready, {
  onSent: sent,
  onFailed: failed,
});

let link = page.link || undefined;

/** The first message tells by which forwarded link the page was opened. */
function say(words) {
  const came = link;
  link = undefined;
  send({ link: came, client_id: crypto.randomUUID?.() ?? fallbackId(), ...words });
}

function send(message) {
  log.showSending(message);
  typing.again(message.client_id);
  outbox.send(message);
  toEnd();
}

function sent({ client_id }, id) {
  log.accepted(client_id, id);
  stream.ensure();
}

function failed(message, canRetry, reason) {
  log.fail(message.client_id, reason, canRetry ? () => send(message) : null);
  typing.stop(message.client_id);
}

/** Show something new; keep to the end of the log if the reader is there, else offer to go. */
function following(show) {
  const wasNearEnd = nearEnd();
  if (show() === false) return;
  suggestions.hidden = true;
  if (wasNearEnd) toEnd();
  else newest.hidden = false;
}

function nearEnd() {
  const root = document.scrollingElement;
  return root.scrollHeight - root.scrollTop - root.clientHeight < NEAR_END_PX;
}

function toEnd() {
  suggestions.hidden = !log.isEmpty;
  newest.hidden = true;
  scrollTo({ top: document.scrollingElement.scrollHeight });
}

/** `randomUUID` exists only on https and localhost; a rehearsal on a local network has neither. */
function fallbackId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const digits = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const text = box.value.trim();
  if (!text) return box.focus();
  box.value = "";
  say({ text });
  box.focus();
});
box.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  form.requestSubmit();
});
suggestions.addEventListener("click", ({ target }) => {
  if (target.matches("button")) say({ text: target.textContent });
});
newest.addEventListener("click", toEnd);
if (page.framed) {
  addEventListener("keydown", ({ key }) => { if (key === "Escape") parent.postMessage({ enlace: "close" }, "*"); });
  addEventListener("message", ({ source, data }) => {
    if (source === parent && data?.enlace === "token" && visit.adopt(data.token)) stream.open();
  });
}
addEventListener("scroll", () => { if (nearEnd()) newest.hidden = true; }, { passive: true });

for (const message of outbox.unsent) {
  log.showSending(message, true);
  failed(message, true);
}
stream.open();
setTimeout(() => { logElement.removeAttribute("aria-busy"); }, SETTLED_MS);
