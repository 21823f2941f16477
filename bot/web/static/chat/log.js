// The conversation on screen. Every message appears once, whatever the road it came by.

import { linked } from "./links.js";

export class Log {
  #messages = new Map();
  #day = null;

  /** `onChoice(choice)`: an answer was tapped; `onConfirmed(clientId, id)`: the server has it. */
  constructor(element, { language, strings, domains }, { onChoice, onConfirmed }) {
    this.element = element;
    this.strings = strings;
    this.domains = domains;
    this.onChoice = onChoice;
    this.onConfirmed = onConfirmed;
    this.dayFormat = new Intl.DateTimeFormat(language, { weekday: "long", month: "long", day: "numeric" });
    this.timeFormat = new Intl.DateTimeFormat(language, { hour: "numeric", minute: "2-digit" });
  }

  get isEmpty() {
    return this.#messages.size === 0;
  }

  /** A message from the assistant or from staff; false if it is on screen already. */
  showReply({ id, text, choices, from, at }) {
    if (this.#messages.has(id)) return false;
    const isStaff = from === "staff";
    const who = create("span", isStaff ? "who" : "visually-hidden", this.strings[isStaff ? "staff" : "bot"]);
    const bubble = create("p", "bubble");
    bubble.append(...linked(text, this.domains, this.strings.new_tab));
    const message = this.#add(id, `message ${isStaff ? "staff" : "bot"}`, at, who, bubble);
    this.#retireChoices();
    if (choices?.length) bubble.after(this.#choices(choices));
    return true;
  }

  /** The resident's own message as the server has it; false if it was sent from here. */
  showOwn({ id, client_id, text, at }) {
    const known = this.#messages.get(id) ?? this.#find(client_id) ?? this.#unconfirmed(text);
    if (known) {
      this.confirm(known, id, at);
      return false;
    }
    this.#own(id, text, at);
    this.#markChosen(text);
    return true;
  }

  /** The resident's own message, on its way. */
  showSending({ client_id, text }, isRestored) {
    const message = this.#find(client_id) ?? this.#own(client_id, text, null);
    message.dataset.clientId = client_id;
    message.classList.remove("failed");
    message.classList.add("sending");
    message.toggleAttribute("data-restored", Boolean(isRestored));
    this.#fate(message, this.strings.sending);
  }

  /** The message sent from here as `clientId` is known to the server as `id`. */
  accepted(clientId, id) {
    const message = this.#find(clientId);
    if (message) this.confirm(message, id);
  }

  confirm(message, id, at) {
    this.#messages.set(id, message);
    if (message.dataset.clientId) this.onConfirmed(message.dataset.clientId, id);
    message.classList.remove("sending", "failed");
    message.removeAttribute("data-restored");
    message.querySelector(".fate")?.remove();
    if (at && !message.querySelector("time")) {
      message.append(this.#time(at));
      this.#dayBefore(message, at);
    }
    dropRepeatedTime(message);
  }

  /** It did not get through: say so, and offer `retry` if given. */
  fail(clientId, reason, retry) {
    const message = this.#find(clientId);
    if (!message?.classList.replace("sending", "failed")) return;
    const fate = this.#fate(message, reason || this.strings.not_sent);
    if (!retry) return;
    const button = create("button", "retry", this.strings.retry);
    button.type = "button";
    button.addEventListener("click", retry);
    fate.append(button);
  }

  #own(id, text, at) {
    const who = create("span", "visually-hidden", this.strings.you);
    const message = this.#add(id, "message own", at, who, create("p", "bubble own", text));
    this.#retireChoices();
    return message;
  }

  #add(id, className, at, ...parts) {
    const message = create("div", className);
    message.append(...parts);
    if (at) message.append(this.#time(at));
    this.element.insertBefore(message, this.element.querySelector("[data-restored]"));
    if (at) this.#dayBefore(message, at);
    dropRepeatedTime(message);
    this.#messages.set(id, message);
    return message;
  }

  /** The first message of a day has the day above it. */
  #dayBefore(message, at) {
    const shown = this.dayFormat.format(new Date(at));
    if (shown === this.#day) return;
    this.#day = shown;
    this.element.insertBefore(create("p", "day", shown), message);
  }

  #time(at) {
    const time = create("time", "", this.timeFormat.format(new Date(at)));
    time.dateTime = at;
    return time;
  }

  #fate(message, text) {
    message.querySelector(".fate")?.remove();
    const fate = create("p", "fate", text);
    message.append(fate);
    return fate;
  }

  #find(clientId) {
    return clientId ? this.element.querySelector(`[data-client-id="${CSS.escape(clientId)}"]`) : null;
  }

  #unconfirmed(text) {
    const waiting = this.element.querySelectorAll(".own.sending, .own.failed");
    return [...waiting].find((message) => message.querySelector(".bubble").textContent === text);
  }

  #choices(choices) {
    const group = create("div", "choices");
    group.setAttribute("role", "group");
    group.setAttribute("aria-label", this.strings.choices);
    for (const choice of choices) {
      const button = create("button", "choice", choice.label);
      button.type = "button";
      button.addEventListener("click", () => {
        if (button.getAttribute("aria-disabled")) return;
        choose(button);
        this.onChoice(choice);
      });
      group.append(button);
    }
    return group;
  }

  #retireChoices() {
    for (const group of this.element.querySelectorAll(".choices")) group.classList.add("past");
  }

  /** After a reload: which answer was tapped shows by the message that followed. */
  #markChosen(text) {
    const groups = this.element.querySelectorAll(".choices");
    const buttons = groups[groups.length - 1]?.children ?? [];
    const chosen = [...buttons].find((button) => button.textContent === text);
    if (chosen) choose(chosen);
  }
}

/** Of messages of one side in the same minute, only the last shows the time. */
function dropRepeatedTime(message) {
  const before = message.previousElementSibling;
  const times = [before, message].map((element) => element?.querySelector("time"));
  if (before?.className !== message.className || !times.every(Boolean)) return;
  if (times[0].textContent === times[1].textContent) times[0].remove();
}

function choose(chosen) {
  for (const button of chosen.parentElement.children) {
    button.setAttribute("aria-disabled", "true");
    button.setAttribute("aria-pressed", String(button === chosen));
    if (button !== chosen) button.tabIndex = -1;
  }
}

function create(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}
