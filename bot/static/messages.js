// One message of a chat as a piece of the page.

import { element, showSize, showText, showTime, wallClock } from "/static/text.js";

function showFile(file) {
  const link = element("a", file.image ? "photo" : "paper");
  link.href = file.url;
  link.target = "_blank";
  link.rel = "noopener";
  if (file.image) {
    const image = element("img");
    image.src = file.url;
    image.alt = file.name;
    image.loading = "lazy";
    link.append(image);
  } else {
    link.append(element("span", "", file.name), element("small", "", file.size ? showSize(file.size) : "Tải về"));
    link.download = file.name;
  }
  return link;
}

export function fillFiles(grid, files) {
  grid.append(...files.map(showFile));
  grid.classList.toggle("single", grid.children.length === 1);
}

function showBubble(message) {
  const bubble = element("div", "bubble");
  if (message.files?.length) {
    const grid = element("div", "files");
    fillFiles(grid, message.files);
    bubble.append(grid);
  }
  if (message.text) {
    const text = element("div", message.files?.length ? "caption" : "");
    showText(text, message.text);
    bubble.append(text);
  }
  return bubble;
}

function showChoices(message, press) {
  const list = element("div", "choices");
  list.setAttribute("role", "group");
  list.setAttribute("aria-label", "Lựa chọn");
  if (message.standing) list.classList.add("standing");
  for (const choice of message.choices) {
    const button = element("button", "", choice.label);
    button.type = "button";
    button.dataset.index = choice.index;
    button.addEventListener("click", () => press(message.row, choice.index, choice.said));
    list.append(button);
  }
  return list;
}

/** `press(row, index, said)` is called when one of its choices is taken; `said` is what that says. */
export function showMessage(message, press) {
  const box = element("div", `message ${message.side === "me" ? "mine" : "theirs"}`);
  box.dataset.key = message.key;
  if (message.row) box.dataset.row = message.row;
  if (message.question) box.dataset.question = "";
  if (message.album) box.dataset.album = message.album;
  box.append(showBubble(message));
  if (message.at) box.append(element("time", "stamp", showTime(wallClock(message.at))));
  if (message.choices?.length) box.append(showChoices(message, press));
  return box;
}

export function showDay(text) {
  return element("div", "day", text);
}
