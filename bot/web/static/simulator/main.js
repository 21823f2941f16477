// The simulator page: one phone at a time, and the service's clock.

import { Clock } from "./clock.js";
import { Screen } from "./screen.js";

const page = JSON.parse(document.getElementById("page").textContent);
const [phones, form, box, picture, sender, trouble] = [
  "phones", "form", "text", "picture", "sender", "trouble",
].map((id) => document.getElementById(id));
const screen = new Screen(document.getElementById("log"), page, (message, button) =>
  post("taps", { message_id: message.id, button }),
);
const TELEGRAM = "telegram";
let events = null;

new Clock(page);

/** Where the chosen person's conversation is; a Telegram id is the phone's digits. */
function address() {
  const chosen = new FormData(phones);
  const [channel, phone] = [chosen.get("channel") ?? "", chosen.get("phone")];
  if (channel === TELEGRAM) return `/simulator/telegram/people/${phone.replace(/\D/g, "")}`;
  return `/simulator/phones/${encodeURIComponent(channel + phone)}`;
}

/** What is sent, as the chosen channel's stand-in wants it. */
function words(text, withPicture) {
  const chosen = new FormData(phones);
  if (chosen.get("channel") !== TELEGRAM) return { text, picture: withPicture };
  const name = phones.querySelector("[name=phone]:checked").dataset.name;
  return { text, name, content: withPicture ? "picture" : null, language: page.language };
}

function watch() {
  events?.close();
  const channel = phones.querySelector("[name=channel]:checked");
  if (channel) sender.textContent = channel.dataset.sender;
  screen.clear(phones.querySelector("[name=phone]:checked").dataset.name);
  events = new EventSource(`${address()}/events`);
  events.addEventListener("message", ({ data }) => screen.show(JSON.parse(data)));
}

async function post(what, body) {
  trouble.textContent = "";
  try {
    const response = await fetch(`${address()}/${what}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(response.statusText);
    return true;
  } catch {
    trouble.textContent = page.strings.not_sent;
    return false;
  }
}

async function sendBox(withPicture) {
  const text = box.value.trim();
  if (!text && !withPicture) return box.focus();
  box.value = "";
  box.focus();
  if (!(await post("messages", words(text, withPicture)))) box.value ||= text;
}

phones.addEventListener("change", watch);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  sendBox(false);
});
picture.addEventListener("click", () => sendBox(true));
box.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  form.requestSubmit();
});
addEventListener("pagehide", () => events?.close());
addEventListener("pageshow", (event) => { if (event.persisted) watch(); });
watch();
