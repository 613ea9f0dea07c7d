// The campaign's clock: shows it, moves it forward.

import { Refused, get, post } from "/static/api.js";
import { showDate, showTime, wallClock } from "/static/text.js";

const byId = (id) => document.getElementById(id);

export class Clock {
  /** `say(text)` shows a refusal; `lost()` is called when the program cannot be reached. */
  constructor({ say, lost }) {
    this.say = say;
    this.lost = lost;
    this.menu = byId("clock-menu");
    const wide = matchMedia("(min-width: 1241px)");
    const fit = () => (this.menu.open = wide.matches);
    wide.addEventListener("change", fit);
    fit();
    document.addEventListener("click", (event) => {
      if (!wide.matches && !this.menu.contains(event.target)) this.menu.open = false;
    });
    this.close = fit;
    for (const button of document.querySelectorAll("[data-advance]")) {
      button.addEventListener("click", () => this.move({ advance: button.dataset.advance }));
    }
    document.querySelector("[data-tomorrow]").addEventListener("click", (event) => this.tomorrow(event.target.dataset.tomorrow));
    byId("go-date").addEventListener("input", (event) => this.showWish(event.target.value));
    byId("go-to").addEventListener("submit", (event) => {
      event.preventDefault();
      this.goTo(byId("go-date").value);
    });
    byId("key-dates").addEventListener("change", (event) => {
      if (event.target.value) this.move({ to: event.target.value });
      event.target.value = "";
    });
    setInterval(() => this.show(), 5000);
  }

  async load() {
    this.take(await get("/api/clock"));
  }

  take(clock) {
    this.base = wallClock(clock.now);
    this.taken = Date.now();
    byId("campaign").textContent = clock.campaign || "Thi Đua Bot";
    if (clock.campaign) document.title = `${clock.campaign} – Thi Đua Bot`;
    byId("key-dates").replaceChildren(
      new Option("Mốc của kế hoạch…", ""),
      ...clock.key_dates.map((mark) => new Option(mark.label, mark.to)),
    );
    byId("go-date").min = clock.now.slice(0, 10);
    this.show();
  }

  now() {
    return new Date(this.base.getTime() + Date.now() - this.taken);
  }

  show() {
    if (!this.base) return;
    const now = this.now();
    byId("now-time").textContent = showTime(now);
    byId("now-date").textContent = showDate(now);
    for (const option of byId("key-dates").options) {
      option.disabled = option.value !== "" && wallClock(`${option.value}:00`) <= now;
    }
  }

  /** The button repeats the chosen day as people here write it, whatever order the browser's own field has. */
  showWish(day) {
    const written = day.split("-").reverse().join("/");
    document.querySelector("#go-to button").textContent = day ? `Đi tới ${written}` : "Đi";
  }

  tomorrow(time) {
    const next = new Date(this.now().getTime() + 86400000);
    this.move({ to: `${next.toISOString().slice(0, 10)}T${time}` });
  }

  /** The field is emptied when its own day is reached; what was chosen in the meantime stays. */
  async goTo(day) {
    const moved = await this.move({ to: `${day}T08:00` });
    if (!moved || byId("go-date").value !== day) return;
    byId("go-date").value = "";
    this.showWish("");
  }

  /** Whether the clock has moved. On a small screen the menu closes at once: the next one may be opened meanwhile. */
  async move(change) {
    this.close();
    try {
      this.take(await post("/api/clock", change));
      this.say("");
      return true;
    } catch (failure) {
      if (failure instanceof Refused) this.say(failure.message);
      else this.lost();
      return false;
    }
  }
}
