// One phone: who it belongs to, what was said, what is on its way.

import { Offline, get } from "/static/api.js";
import { Composer, album } from "/static/composer.js";
import { fillFiles, showDay, showMessage } from "/static/messages.js";
import { Sending } from "/static/sending.js";
import { element, showDate, wallClock } from "/static/text.js";

const TYPING_FOR = 4000; // milliseconds without a message after which nobody is typing any more
let count = 0;

export class Pane {
  /** `page` offers people(), changed(pane), closed(pane), lost(). */
  constructor(page, who) {
    this.page = page;
    this.node = document.getElementById("pane-template").content.firstElementChild.cloneNode(true);
    this.node.id = `pane-${++count}`;
    this.log = this.node.querySelector(".log");
    this.log.addEventListener("scroll", () => {
      this.atEnd = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 160;
    });
    // A picture gets its height when it has arrived ("load" does not bubble, but it can be captured).
    this.log.addEventListener("load", () => this.atEnd && this.toEnd(), true);
    this.choose = this.node.querySelector(".who");
    this.choose.addEventListener("change", () => this.become(this.choose.value));
    this.node.querySelector(".close").addEventListener("click", () => page.closed(this));
    this.composer = new Composer(this.node, (text, files) => this.send(text, files));
    this.typing = element("div", "typing", "Bot đang nhập");
    this.become(who);
  }

  get person() {
    return this.page.people().find((person) => person.external_id === this.who);
  }

  become(who) {
    this.who = who;
    this.cursor = "";
    this.seen = new Set();
    this.pending = new Map();
    this.day = "";
    this.loaded = false;
    this.atEnd = true;
    this.log.replaceChildren();
    this.sending = new Sending(who, { changed: (item) => this.onSending(item), lost: () => this.page.lost() });
    this.composer.open(who);
    this.showHead();
    this.page.changed(this);
    this.refresh();
  }

  showHead() {
    const groups = new Map();
    for (const person of this.page.people()) {
      if (!groups.has(person.group)) groups.set(person.group, []);
      groups.get(person.group).push(person);
    }
    this.choose.replaceChildren(
      ...Array.from(groups, ([label, people]) => {
        const group = element("optgroup");
        group.label = label;
        group.append(...people.map((person) => new Option(optionText(person), person.external_id)));
        return group;
      }),
    );
    this.choose.value = this.who;
    this.choose.dataset.who = this.who;
    const { name = this.who, role = "", role_label = "", unit = "" } = this.person || {};
    this.node.querySelector(".who-name").textContent = name;
    this.node.querySelector(".who-unit").textContent = [role_label, unit].filter(Boolean).join(" · ");
    const avatar = this.node.querySelector(".avatar");
    avatar.textContent = name.split(" ").at(-1).slice(0, 1).toUpperCase();
    avatar.dataset.role = role;
    this.log.setAttribute("aria-label", `Tin nhắn của ${name}`);
    this.node.setAttribute("aria-label", name);
  }

  /** Fetches what is new. Calls that come meanwhile lead to one more fetch, never to two at once. */
  async refresh() {
    if (this.fetching) {
      this.again = true;
      return;
    }
    this.fetching = true;
    do {
      this.again = false;
      await this.fetchNew(this.who);
    } while (this.again);
    this.fetching = false;
  }

  async fetchNew(who) {
    let answer;
    try {
      answer = await get(`/api/chat/${encodeURIComponent(who)}?after=${encodeURIComponent(this.cursor)}`);
    } catch (failure) {
      if (failure instanceof Offline) this.page.lost();
      else this.log.append(element("p", "empty", failure.message));
      return;
    }
    if (who !== this.who) {
      this.again = true;
      return;
    }
    const first = !this.loaded;
    this.cursor = answer.cursor;
    this.loaded = true;
    this.append(answer.messages.filter((message) => !this.seen.has(message.key)), first);
  }

  append(messages, first) {
    for (const message of messages) {
      this.seen.add(message.key);
      this.pending.get(message.id)?.remove();
      this.pending.delete(message.id);
      this.showOne(message);
    }
    this.showEmpty();
    for (const box of this.pending.values()) this.log.append(box);
    if (messages.some((message) => message.side === "bot")) this.showTyping(false);
    else if (this.typing.isConnected) this.log.append(this.typing);
    this.dimOldChoices();
    if (messages.length && (this.atEnd || messages.some((message) => message.side === "me"))) this.toEnd();
    if (messages.length) this.page.changed(this, !first && messages.some((message) => message.side === "bot"));
  }

  showOne(message) {
    const day = message.at.slice(0, 10);
    if (day !== this.day) this.log.append(showDay(showDate(wallClock(message.at))));
    this.day = day;
    if (message.press) this.markPressed(message.press);
    // The parts of an album come one by one, and the bot may have said something between two of them.
    const begun = message.album && this.log.querySelector(`[data-album="${CSS.escape(message.album)}"] .files`);
    if (begun && !message.text) fillFiles(begun, message.files);
    else this.log.append(showMessage(message, (row, index, said) => this.press(row, index, said)));
  }

  showEmpty() {
    const empty = this.log.querySelector(".empty");
    if (!this.loaded || this.seen.size || this.pending.size) return void empty?.remove();
    if (empty) return;
    const box = element("div", "empty");
    const start = element("button", "", "Bắt đầu");
    start.type = "button";
    start.addEventListener("click", () => this.send("/start", []));
    const stranger = this.person && !this.person.role;
    box.append(stranger ? "Chưa có tin nhắn nào. Gõ mã mời, hoặc bấm:" : "Chưa có tin nhắn nào.", element("br"), start);
    this.log.append(box);
  }

  markPressed({ row, index }) {
    this.log.querySelector(`[data-row="${row}"] .choices button[data-index="${index}"]`)?.classList.add("pressed");
  }

  /** Bright are the choices of the current question, and those of standing messages until one of them was pressed. */
  dimOldChoices() {
    const boxes = [...this.log.querySelectorAll(".message.theirs")];
    const current = boxes.findLastIndex((box) => "question" in box.dataset);
    boxes.forEach((box, index) => {
      const choices = box.querySelector(".choices");
      const standing = choices?.classList.contains("standing");
      const bright = standing ? !choices.querySelector(".pressed") : index >= current;
      choices?.classList.toggle("past", !bright);
    });
  }

  toEnd() {
    this.atEnd = true;
    this.log.scrollTop = this.log.scrollHeight;
  }

  send(text, files) {
    if (!files.length) return void this.sending.add("text", { text }, { text });
    for (const part of album(text, [...files])) this.sending.add("file", part, { text: shownAs(part) });
  }

  press(row, index, said) {
    this.sending.add("press", { row, index }, { text: said });
  }

  onSending(item) {
    if (item.state === "sent") {
      this.refresh();
      return;
    }
    this.pending.get(item.id)?.remove();
    const box = showMessage({ key: item.id, side: "me", text: item.shown.text }, () => {});
    box.classList.add("pending");
    box.append(this.showState(item));
    this.pending.set(item.id, box);
    this.log.append(box);
    this.showEmpty();
    this.showTyping(item.state === "sending");
    this.toEnd();
  }

  showState(item) {
    if (item.state === "sending") return element("span", "stamp", "đang gửi…");
    if (item.state === "waiting") return element("span", "stamp failed", "chưa gửi được, sẽ tự gửi lại");
    const stamp = element("span", "stamp failed", `${item.error} `);
    const again = element("button", "", "Gửi lại");
    again.type = "button";
    again.addEventListener("click", () => this.sending.retry(item));
    stamp.append(again);
    return stamp;
  }

  showTyping(on) {
    clearTimeout(this.typingEnds);
    if (!on) return void this.typing.remove();
    this.log.append(this.typing);
    this.typingEnds = setTimeout(() => this.typing.remove(), TYPING_FOR);
  }
}

function optionText(person) {
  return person.unit && person.role !== "organizer" ? `${person.name} – ${person.unit}` : person.name;
}

function shownAs(part) {
  return part.caption ? `${part.file.name}\n${part.caption}` : part.file.name;
}
