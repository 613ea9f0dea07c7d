// Text and moments as people see them. Nothing here ever parses HTML: what somebody typed stays text.

const MARKED = /\u0002([^\u0003]*)\u0003?/g;
const LINK = /https?:\/\/[^\s<>"]+[^\s<>".,;:!?)\]]/g;
const WEEKDAYS = ["Chủ nhật", "thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy"];

function appendLinked(parent, text) {
  let from = 0;
  for (const found of text.matchAll(LINK)) {
    parent.append(text.slice(from, found.index));
    const link = document.createElement("a");
    link.href = found[0];
    link.textContent = found[0];
    link.target = "_blank";
    link.rel = "noopener noreferrer";
    parent.append(link);
    from = found.index + found[0].length;
  }
  parent.append(text.slice(from));
}

/** Fills `parent` with `text`; what stands between U+0002 and U+0003 becomes <strong>. */
export function showText(parent, text) {
  let from = 0;
  for (const found of text.matchAll(MARKED)) {
    appendLinked(parent, text.slice(from, found.index));
    const strong = document.createElement("strong");
    appendLinked(strong, found[1]);
    parent.append(strong);
    from = found.index + found[0].length;
  }
  appendLinked(parent, text.slice(from).replaceAll("\u0003", ""));
}

/** "2024-04-15T08:00:00+07:00" is read by its own digits: the browser's time zone has no say. */
export function wallClock(iso) {
  return new Date(`${iso.slice(0, 19)}Z`);
}

export function showTime(wall) {
  return wall.toISOString().slice(11, 16);
}

export function showDate(wall) {
  const [year, month, day] = wall.toISOString().slice(0, 10).split("-");
  return `${WEEKDAYS[wall.getUTCDay()]}, ${day}/${month}/${year}`;
}

export function showSize(bytes) {
  if (bytes >= 1048576) return `${(bytes / 1048576).toFixed(1).replace(".", ",")} MB`;
  return `${Math.max(1, Math.round(bytes / 1024))} KB`;
}

export function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}
