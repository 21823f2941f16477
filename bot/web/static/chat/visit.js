// How the page proves whose conversation it shows: by our cookie, or in a frame on another site,
// where cookies would be a third party's, by a token that it keeps itself.

import { TokenSource } from "./token_source.js";

const KEY = "enlace.token";

export class CookieVisit {
  connect(url) {
    return new EventSource(url);
  }

  post(url, options) {
    return fetch(url, options);
  }
}

export class TokenVisit {
  #token = restored();

  /** The events; until there is a token, a source that is closed. */
  connect(url) {
    return new TokenSource(url, this.#token, () => this.#keep(null));
  }

  /** Begins a conversation first, where there is none; one that is gone is forgotten. */
  async post(url, { headers, ...options }) {
    if (!this.#token) {
      const begun = await fetch("/api/chat/conversations", { method: "POST", credentials: "omit" });
      if (!begun.ok) return begun; // too many at once, perhaps: then this is tried again
      this.#keep((await begun.json()).token);
    }
    const proof = { Authorization: `Bearer ${this.#token}` };
    const request = { ...options, headers: { ...headers, ...proof }, credentials: "omit" };
    const response = await fetch(url, request);
    if (response.status === 401) {
      this.#keep(null);
      throw new Error("the conversation is gone"); // to be tried again, in a new one
    }
    return response;
  }

  /** Takes the token that the page around has kept; false where there is one already. */
  adopt(token) {
    if (this.#token) return false;
    this.#token = token;
    return true;
  }

  /** Where a browser gives frames no storage, the page around keeps it, for as long as its tab. */
  #keep(token) {
    this.#token = token ?? null;
    try {
      if (token) localStorage.setItem(KEY, token);
      else localStorage.removeItem(KEY);
    } catch {
      parent.postMessage({ enlace: "keep", token: this.#token }, "*"); // only sites we named have us
    }
  }
}

function restored() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}
