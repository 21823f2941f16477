// The phone's screen: bubbles both ways, under each what it took to send and how it ended.

const NO_ANSWER_ERROR = 11200;

export class Screen {
  #bubbles = new Map();
  #name = "";

  /** `tap(message, button)` is called with a button of a message, counted from 1. */
  constructor(element, { language, strings, timezone }, tap) {
    this.element = element;
    this.tap = tap;
    this.strings = strings;
    this.plural = new Intl.PluralRules(language);
    this.dateFormat = new Intl.DateTimeFormat(language, {
      timeZone: timezone, weekday: "short", month: "short", day: "numeric", hour: "numeric", minute: "2-digit",
    });
  }

  /** Empty the screen for the phone of `name`. */
  clear(name) {
    this.#name = name;
    this.#bubbles.clear();
    this.element.replaceChildren(create("p", "empty", this.strings.empty));
  }

  /** Show a message, or what has changed of one on screen. */
  show(message) {
    const known = this.#bubbles.get(message.id);
    if (known) {
      known.querySelector(".meta").replaceWith(this.#meta(message));
      if (message.text) known.querySelector(".bubble").textContent = message.text;
      if (!message.buttons?.length) known.querySelector(".choices")?.remove(); // tapped, on Telegram
      return;
    }
    if (this.#bubbles.size === 0) this.element.replaceChildren();
    const item = this.#item(message);
    this.#bubbles.set(message.id, item);
    this.element.append(item);
    this.element.scrollTop = this.element.scrollHeight;
  }

  #item(message) {
    const isOwn = message.direction === "in";
    const item = create("div", `message ${isOwn ? "own" : "them"}`);
    const who = isOwn ? fill(this.strings.you, { name: this.#name }) : this.strings.them;
    item.append(create("span", "visually-hidden", who));
    if (message.picture) item.append(this.#picture());
    if (message.text) item.append(create("p", `bubble${isOwn ? " own" : ""}`, message.text));
    if (message.buttons?.length) item.append(this.#buttons(message));
    item.append(this.#meta(message));
    return item;
  }

  /** What a message offers; as a list where something opens it. */
  #buttons(message) {
    const row = create(message.opener ? "details" : "div", "choices");
    if (message.opener) row.append(create("summary", "button", message.opener));
    row.append(...message.buttons.map((label, index) => {
      const button = create("button", "button", label);
      button.type = "button";
      button.addEventListener("click", () => this.tap(message, index + 1));
      return button;
    }));
    return row;
  }

  #picture() {
    const image = create("img", "picture");
    Object.assign(image, { src: "/simulator/picture.png", width: 160, height: 120, alt: this.strings.picture_alt });
    return image;
  }

  #meta(message) {
    const meta = create("p", "meta");
    const at = this.dateFormat.format(new Date(message.at));
    if (!message.status) { // Telegram tells neither what becomes of a message nor what it costs
      meta.append(create("span", "", at));
      return meta;
    }
    const fate = create("span", "", `${at} · `);
    fate.append(create("span", message.status, this.strings[`status.${message.status}`]));
    meta.append(fate);
    if (message.segments) meta.append(create("span", "", this.#size(message))); // none on WhatsApp
    if (message.automatic) meta.append(create("span", "", this.strings.automatic));
    if (message.error_code) meta.append(create("span", "error", this.#error(message)));
    return meta;
  }

  #size({ segments, encoding, characters }) {
    const count = fill(this.strings[`segments_${this.plural.select(segments)}`] ?? this.strings.segments_other, { count: segments });
    return `${count} · ${encoding} · ${fill(this.strings.characters, { count: characters })}`;
  }

  #error({ direction, error_code }) {
    const isLost = direction === "in" && error_code === NO_ANSWER_ERROR;
    return fill(isLost ? this.strings.webhook_failed : this.strings.error, { code: error_code });
  }
}

function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (_, key) => values[key]);
}

function create(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}
