// The server's events, with reconnection. The browser reconnects by itself (and sends
// Last-Event-ID); where it gives up, a new connection replays all and the log drops what it has.

const FIRST_WAIT_MS = 2_000;
const LONGEST_WAIT_MS = 30_000;
const QUIET_MS = 2_000;

export class Stream {
  #source = null;
  #wait = FIRST_WAIT_MS;
  #retry = null;
  #notice = null;
  #heard = false;
  #settle;

  /**
   * `connect(url)` makes a source of events; `handlers`: one function per event name;
   * `onLost(isLost)` tells of the connection.
   */
  constructor(url, connect, handlers, onLost) {
    this.url = url;
    this.connect = connect;
    this.handlers = handlers;
    this.onLost = onLost;
    /** Fulfilled once the first connection stands or has failed. */
    this.ready = new Promise((resolve) => { this.#settle = resolve; });
    addEventListener("online", () => this.#source?.readyState !== EventSource.OPEN && this.open());
    addEventListener("pagehide", () => this.#source?.close());
    addEventListener("pageshow", (event) => event.persisted && this.open());
  }

  open() {
    clearTimeout(this.#retry);
    this.#source?.close();
    this.#source = this.connect(this.url);
    this.#source.addEventListener("open", () => this.#opened());
    this.#source.addEventListener("error", () => this.#broken());
    for (const [name, handle] of Object.entries(this.handlers)) {
      this.#source.addEventListener(name, (event) => {
        this.#heard = true;
        handle(JSON.parse(event.data));
      });
    }
  }

  /** After a message was accepted: a stream opened before there was a conversation hears nothing. */
  ensure() {
    if (!this.#heard) this.open();
  }

  #opened() {
    this.#settle();
    this.#wait = FIRST_WAIT_MS;
    clearTimeout(this.#notice);
    this.#notice = null;
    this.onLost(false);
  }

  #broken() {
    this.#settle();
    if (this.#heard) this.#notice ??= setTimeout(() => this.onLost(true), QUIET_MS);
    if (this.#source.readyState !== EventSource.CLOSED) return;
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => this.open(), this.#wait);
    this.#wait = Math.min(this.#wait * 2, LONGEST_WAIT_MS);
  }
}
