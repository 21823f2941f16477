// "Enlace is writing": from a message sent until the server says it is answered.

const LONGEST_MS = 60_000;

export class Typing {
  #waiting = new Map();
  #answered = new Set();

  constructor(element, text) {
    this.element = element;
    this.text = text;
  }

  /** Begin to wait for the answer to `id` (the client's own, until the server has given one). */
  wait(id) {
    if (this.#answered.has(id) || this.#waiting.has(id)) return;
    this.#waiting.set(id, setTimeout(() => this.stop(id), LONGEST_MS));
    this.#show();
  }

  /** Wait again for `id`, which was given up. */
  again(id) {
    this.#answered.delete(id);
    this.wait(id);
  }

  /** The message known as `from` is known as `to` now. */
  rename(from, to) {
    this.wait(to);
    this.stop(from);
  }

  /** The answer is complete, or will not come. */
  stop(id) {
    this.#answered.add(id);
    clearTimeout(this.#waiting.get(id));
    this.#waiting.delete(id);
    this.#show();
  }

  #show() {
    const isShown = this.#waiting.size > 0;
    if (isShown === this.element.hasChildNodes()) return;
    this.element.replaceChildren(...(isShown ? [dot(), dot(), dot(), this.text] : []));
  }
}

function dot() {
  const element = document.createElement("span");
  element.className = "dot";
  return element;
}
