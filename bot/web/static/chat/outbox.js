// Sends the resident's messages, one after another, each safe to repeat: its `client_id` tells the
// server that it is the same message. What is not sent yet survives a reload of the tab.

const KEY = "enlace.unsent";
const WAITS_MS = [1_000, 3_000];

export class Outbox {
  #unsent = new Map(restored().map((message) => [message.client_id, message]));
  #last;

  /**
   * `post(url, options)` is `fetch` with proof of whose conversation it is. `ready` is waited for before the first message: two requests without a cookie at once would
   * begin two conversations. `onSent(message, id)`; `onFailed(message, canRetry, reason)`.
   */
  constructor(url, post, { language, languageChosen }, ready, { onSent, onFailed }) {
    this.url = url;
    this.post = post;
    this.language = language;
    this.languageChosen = languageChosen;
    this.#last = ready;
    this.onSent = onSent;
    this.onFailed = onFailed;
  }

  /** Messages not known to have got through, those of an earlier load of this tab among them. */
  get unsent() {
    return [...this.#unsent.values()];
  }

  /** Queue `message`: `{client_id, text, choice?, link?}`, `text` being what the resident sees. */
  send(message) {
    this.#unsent.set(message.client_id, message);
    this.#store();
    this.#last = this.#last.then(() => this.#deliver(message));
  }

  /** Forget a message that did get through, or never can. */
  forget(clientId) {
    if (this.#unsent.delete(clientId)) this.#store();
  }

  async #deliver(message) {
    for (const wait of [0, ...WAITS_MS]) {
      await new Promise((resolve) => setTimeout(resolve, wait));
      if (!this.#unsent.has(message.client_id)) return;
      const { id, isRefused, reason } = await this.#post(message);
      if (id || isRefused) this.forget(message.client_id);
      if (id) return this.onSent(message, id);
      if (isRefused) return this.onFailed(message, false, reason);
    }
    this.onFailed(message, true);
  }

  /** One try: `{id}`, `{isRefused, reason}` where a repeat cannot help, or `{}` where it may. */
  async #post({ client_id, text, choice, link }) {
    const said = choice === undefined ? { text } : { choice, label: text };
    try {
      const response = await this.post(this.url, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({
          ...said, client_id, link, language: this.language, language_chosen: this.languageChosen,
        }),
      });
      const body = await response.json();
      if (response.ok) return body;
      const isFinal = response.status < 500 && response.status !== 429;
      return isFinal ? { isRefused: true, reason: body.error?.[`message_${this.language}`] } : {};
    } catch {
      return {};
    }
  }

  #store() {
    try {
      sessionStorage.setItem(KEY, JSON.stringify(this.unsent));
    } catch {
      // A full or forbidden storage only costs the retry after a reload.
    }
  }
}

function restored() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY)) ?? [];
  } catch {
    return [];
  }
}
