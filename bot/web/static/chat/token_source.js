// Server-sent events with a bearer token, which EventSource cannot send. It does not reconnect: it
// closes, and whoever listens opens another, which tells everything again.

export class TokenSource extends EventTarget {
  readyState = EventSource.CONNECTING;
  #abort = new AbortController();

  /** `onUnknown` is called where the server does not know the token (any more). */
  constructor(url, token, onUnknown) {
    super();
    this.#read(url, token, onUnknown);
  }

  close() {
    this.readyState = EventSource.CLOSED;
    this.#abort.abort();
  }

  async #read(url, token, onUnknown) {
    try {
      if (token) await this.#follow(url, token, onUnknown);
      else await null; // so that whoever listens hears of it
    } catch {
      // Lost, or closed by us.
    }
    const wasClosed = this.readyState === EventSource.CLOSED;
    this.readyState = EventSource.CLOSED;
    if (!wasClosed) this.dispatchEvent(new Event("error"));
  }

  async #follow(url, token, onUnknown) {
    const response = await fetch(url, {
      headers: { Accept: "text/event-stream", Authorization: `Bearer ${token}` },
      credentials: "omit",
      cache: "no-store",
      signal: this.#abort.signal,
    });
    if (response.status === 401) onUnknown();
    if (!response.ok) return;
    this.readyState = EventSource.OPEN;
    this.dispatchEvent(new Event("open"));
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      const blocks = (rest + value).split("\n\n");
      rest = blocks.pop();
      blocks.forEach((block) => this.#tell(block));
    }
  }

  #tell(block) {
    const fields = Object.fromEntries(block.split("\n").map((line) => line.split(/: (.*)/, 2)));
    if (fields.event) this.dispatchEvent(new MessageEvent(fields.event, { data: fields.data }));
  }
}
