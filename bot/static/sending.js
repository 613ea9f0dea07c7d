// What is on its way: sent one after the other, repeated with the same id until it has arrived, so nothing is lost
// and nothing is done twice.

import { Offline, newId, post, wait } from "/static/api.js";

export class Sending {
  /** `changed(item)` is told of every step; `lost()` when the program cannot be reached. */
  constructor(who, { changed, lost }) {
    this.who = who;
    this.changed = changed;
    this.lost = lost;
    this.queue = [];
    this.busy = false;
  }

  add(kind, content, shown) {
    const item = { id: newId(), kind, content, shown, state: "sending", error: "" };
    this.queue.push(item);
    this.changed(item);
    this.drain();
    return item;
  }

  retry(item) {
    item.state = "sending";
    item.error = "";
    if (!this.queue.includes(item)) this.queue.push(item);
    this.changed(item);
    this.drain();
  }

  async drain() {
    if (this.busy) return;
    this.busy = true;
    while (this.queue.length) await this.deliver(this.queue[0]);
    this.busy = false;
  }

  async deliver(item) {
    try {
      await post(`/api/chat/${encodeURIComponent(this.who)}/${item.kind}`, body(item));
      item.state = "sent";
      this.queue.shift();
    } catch (failure) {
      if (failure instanceof Offline) {
        item.state = "waiting";
        this.changed(item);
        this.lost();
        await Promise.race([wait(3000), new Promise((resolve) => (this.wake = resolve))]);
        return;
      }
      item.state = "failed";
      item.error = failure.message;
      this.queue.shift();
    }
    this.changed(item);
  }
}

function body(item) {
  if (item.kind !== "file") return { ...item.content, id: item.id };
  const form = new FormData();
  form.append("id", item.id);
  if (item.content.caption) form.append("caption", item.content.caption);
  if (item.content.album) form.append("album", item.content.album);
  form.append("file", item.content.file, item.content.file.name);
  return form;
}
