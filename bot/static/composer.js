// The place to type: text, files chosen, dropped or pasted. What was typed is kept through a reload.

import { newId } from "/static/api.js";
import { element } from "/static/text.js";

export class Composer {
  /** `send(text, files)` is called with what was typed and the files of the tray. */
  constructor(pane, send) {
    this.form = pane.querySelector(".composer");
    this.text = pane.querySelector("textarea");
    this.tray = pane.querySelector(".tray");
    this.send = send;
    this.files = [];
    const chooser = pane.querySelector("input[type=file]");
    chooser.addEventListener("change", () => {
      this.addFiles(chooser.files);
      chooser.value = "";
    });
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    this.text.addEventListener("keydown", (event) => this.onKey(event));
    this.text.addEventListener("input", () => this.keep());
    this.text.addEventListener("paste", (event) => {
      if (event.clipboardData.files.length) {
        event.preventDefault();
        this.addFiles(event.clipboardData.files);
      }
    });
    this.acceptDrops(pane);
  }

  open(who) {
    this.draft = `draft:${who}`;
    this.text.value = sessionStorage.getItem(this.draft) || "";
    this.files = [];
    this.showTray();
    this.fit();
  }

  keep() {
    sessionStorage.setItem(this.draft, this.text.value);
    this.fit();
  }

  fit() {
    this.text.style.height = "auto";
    const { scrollHeight, clientHeight, offsetHeight } = this.text;
    if (scrollHeight > clientHeight) this.text.style.height = `${scrollHeight + offsetHeight - clientHeight}px`;
  }

  onKey(event) {
    // Enter while a Vietnamese input method is composing ends the word, not the message.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.submit();
  }

  submit() {
    const text = this.text.value.trim();
    if (!text && !this.files.length) return;
    this.send(text, this.files);
    this.text.value = "";
    this.files = [];
    this.keep();
    this.showTray();
    this.text.focus();
  }

  giveBack(text) {
    this.text.value = this.text.value ? `${text}\n${this.text.value}` : text;
    this.keep();
  }

  addFiles(files) {
    this.files.push(...files);
    this.showTray();
    this.text.focus();
  }

  showTray() {
    this.tray.replaceChildren(...this.files.map((file) => this.showFile(file)));
    this.tray.hidden = !this.files.length;
  }

  showFile(file) {
    const item = element("li");
    if (file.type.startsWith("image/")) {
      const image = element("img");
      image.src = URL.createObjectURL(file);
      image.onload = () => URL.revokeObjectURL(image.src);
      image.alt = "";
      item.append(image);
    }
    const remove = element("button", "", "×");
    remove.type = "button";
    remove.setAttribute("aria-label", `Bỏ tệp ${file.name}`);
    remove.addEventListener("click", () => {
      this.files = this.files.filter((other) => other !== file);
      this.showTray();
    });
    item.append(element("span", "", file.name), remove);
    return item;
  }

  acceptDrops(pane) {
    const carriesFiles = (event) => event.dataTransfer?.types.includes("Files");
    pane.addEventListener("dragover", (event) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      pane.classList.add("dropping");
    });
    pane.addEventListener("dragleave", (event) => {
      if (!pane.contains(event.relatedTarget)) pane.classList.remove("dropping");
    });
    pane.addEventListener("drop", (event) => {
      pane.classList.remove("dropping");
      if (!carriesFiles(event)) return;
      event.preventDefault();
      this.addFiles(event.dataTransfer.files);
    });
  }
}

/** The parts of one sending: several files at once are an album, the text goes with the first. */
export function album(text, files) {
  const id = files.length > 1 ? newId() : "";
  return files.map((file, index) => ({ file, caption: index ? "" : text, album: id }));
}
