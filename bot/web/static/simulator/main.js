// The simulator page: one phone at a time, and the service's clock.

import { Clock } from "./clock.js";
import { Screen } from "./screen.js";

const page = JSON.parse(document.getElementById("page").textContent);
const [phones, form, box, picture, trouble] = [
  "phones", "form", "text", "picture", "trouble",
].map((id) => document.getElementById(id));
const screen = new Screen(document.getElementById("log"), page);
let events = null;

new Clock(page);

function address() {
  const chosen = new FormData(phones);
  return `/simulator/phones/${encodeURIComponent((chosen.get("channel") ?? "") + chosen.get("phone"))}`;
}

function watch() {
  events?.close();
  screen.clear(phones.querySelector("[name=phone]:checked").dataset.name);
  events = new EventSource(`${address()}/events`);
  events.addEventListener("message", ({ data }) => screen.show(JSON.parse(data)));
}

async function send(message) {
  trouble.textContent = "";
  try {
    const response = await fetch(`${address()}/messages`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(message),
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
  if (!(await send({ text, picture: withPicture }))) box.value ||= text;
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
