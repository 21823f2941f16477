// The service's clock: shows it, and moves it through `POST /simulator/clock`.

const TICK_MS = 1_000;

export class Clock {
  #offset = 0;

  constructor({ language, strings, now, timezone }) {
    this.strings = strings;
    this.timezone = timezone;
    this.format = new Intl.DateTimeFormat(language, { timeZone: timezone, dateStyle: "full", timeStyle: "short" });
    this.face = document.getElementById("now");
    this.trouble = document.getElementById("clock-trouble");
    this.moment = document.getElementById("moment");
    this.#listen();
    this.#set(now);
    setInterval(() => this.#show(), TICK_MS);
  }

  #listen() {
    for (const button of document.querySelectorAll("[data-advance]")) {
      button.addEventListener("click", () => this.#move({ advance: button.dataset.advance }));
    }
    document.getElementById("set").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#move({ now: zoned(this.moment.value, this.timezone).toISOString() });
    });
  }

  async #move(request) {
    this.trouble.textContent = "";
    try {
      const response = await fetch("/simulator/clock", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(request),
      });
      if (!response.ok) throw new Error(response.statusText);
      this.#set((await response.json()).now);
    } catch {
      this.trouble.textContent = this.strings["clock.failed"];
    }
  }

  #set(now) {
    this.#offset = Date.parse(now) - Date.now();
    this.moment.value = wall(this.#now(), this.timezone).toISOString().slice(0, 16);
    this.#show();
  }

  #now() {
    return new Date(Date.now() + this.#offset);
  }

  #show() {
    const now = this.#now();
    this.face.textContent = this.format.format(now);
    this.face.dateTime = now.toISOString();
  }
}

/** The moment when clocks in `timezone` show `local` ("2026-11-21T09:30"). */
function zoned(local, timezone) {
  const asUtc = new Date(`${local}Z`);
  const guess = new Date(asUtc - (wall(asUtc, timezone) - asUtc));
  return new Date(asUtc - (wall(guess, timezone) - guess));
}

/** What clocks in `timezone` show at `moment`, written as if it were UTC. */
function wall(moment, timezone) {
  const parts = new Intl.DateTimeFormat("en-CA", {
    timeZone: timezone, hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit",
    hour: "2-digit", minute: "2-digit", second: "2-digit",
  }).formatToParts(moment);
  const of = Object.fromEntries(parts.map(({ type, value }) => [type, value]));
  return new Date(`${of.year}-${of.month}-${of.day}T${of.hour}:${of.minute}:${of.second}Z`);
}
