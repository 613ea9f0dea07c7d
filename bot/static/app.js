// The page: which phones lie side by side, what is new, whether the program can be reached.

import { Offline, get, wait } from "/static/api.js";
import { Clock } from "/static/clock.js";
import { Pane } from "/static/pane.js";
import { element } from "/static/text.js";

const byId = (id) => document.getElementById(id);
const remembered = (key) => JSON.parse(localStorage.getItem(key) || "null");
const remember = (key, value) => localStorage.setItem(key, JSON.stringify(value));

const page = {
  known: [],
  panes: [],
  active: null,
  stream: null,

  people: () => page.known,

  lost() {
    byId("banner").hidden = false;
    if (!page.stream || page.stream.readyState === EventSource.CLOSED) page.reconnectSoon();
  },

  changed(pane, news = false) {
    remember(
      "panes",
      page.panes.map((each) => each.who),
    );
    if (news && pane !== page.active) pane.unread = true;
    showTabs();
  },

  closed(pane) {
    if (page.panes.length === 1) return;
    page.panes = page.panes.filter((each) => each !== pane);
    pane.node.remove();
    if (page.active === pane) activate(page.panes[0]);
    page.changed(pane);
  },

  async reconnectSoon() {
    if (page.reconnecting) return;
    page.reconnecting = true;
    await wait(2000);
    page.reconnecting = false;
    connect();
  },
};

const say = (text) => {
  byId("notice").textContent = text;
  byId("notice").hidden = !text;
};
const clock = new Clock({ say, lost: page.lost });

function showTabs() {
  byId("tabs").replaceChildren(
    ...page.panes.map((pane) => {
      const tab = element("button", pane.unread ? "unread" : "", tabText(pane));
      tab.type = "button";
      tab.setAttribute("role", "tab");
      tab.setAttribute("aria-selected", String(pane === page.active));
      tab.setAttribute("aria-controls", pane.node.id);
      if (pane.unread) tab.setAttribute("aria-label", `${tabText(pane)}, có tin mới`);
      tab.addEventListener("click", () => activate(pane));
      return tab;
    }),
  );
  for (const pane of page.panes) pane.node.classList.toggle("active", pane === page.active);
}

function tabText(pane) {
  const person = pane.person;
  if (!person) return pane.who;
  return person.role === "unit_contact" ? person.unit.replace(/^UBND /, "") : person.role_label || person.name;
}

function activate(pane) {
  page.active = pane;
  pane.unread = false;
  showTabs();
  pane.toEnd();
  pane.composer.fit();
}

function addPane(who) {
  const pane = new Pane(page, who);
  page.panes.push(pane);
  byId("panes").append(pane.node);
  pane.node.addEventListener("focusin", () => {
    if (page.active !== pane) activate(pane);
  });
  return pane;
}

function addAnother() {
  const shown = new Set(page.panes.map((pane) => pane.who));
  const next = page.known.find((person) => !person.role && !shown.has(person.external_id));
  const other = next || page.known.find((person) => !shown.has(person.external_id)) || page.known[0];
  const pane = addPane(other.external_id);
  activate(pane);
  pane.node.scrollIntoView({ inline: "end", block: "nearest" });
  pane.choose.focus();
}

function connect() {
  page.stream?.close();
  const stream = (page.stream = new EventSource("/api/stream"));
  stream.addEventListener("open", () => {
    byId("banner").hidden = true;
    catchUp().catch(() => page.lost());
  });
  stream.addEventListener("error", () => {
    stream.close();
    page.lost();
  });
  stream.addEventListener("news", (event) => forPane(event, (pane) => pane.refresh()));
  stream.addEventListener("typing", (event) => forPane(event, (pane) => pane.showTyping(true)));
  stream.addEventListener("clock", () => clock.load().catch(() => page.lost()));
  stream.addEventListener("people", () => loadPeople().catch(() => page.lost()));
}

function forPane(event, act) {
  const { who } = JSON.parse(event.data);
  for (const pane of page.panes) if (pane.who === who) act(pane);
}

/** After a break everything is asked again; what was already shown is not repeated. */
async function catchUp() {
  await clock.load();
  await loadPeople();
  for (const pane of page.panes) {
    pane.refresh();
    pane.sending.wake?.();
  }
}

async function loadPeople() {
  const answer = await get("/api/people");
  page.known = answer.people;
  showCodes(answer.codes);
  for (const step of document.querySelectorAll("#guide [data-plan]")) step.hidden = step.dataset.plan !== answer.plan;
  for (const pane of page.panes) pane.showHead();
  showTabs();
  return answer;
}

function showCodes(codes) {
  byId("guide-codes").querySelector(".codes")?.remove();
  if (!codes.length) return;
  const line = element("span", "codes");
  for (const { code, unit } of codes) {
    const one = element("span", "", `${unit} `);
    one.append(element("kbd", "", code));
    line.append(one, " ");
  }
  byId("guide-codes").append(" ", line);
}

function showGuide(open) {
  byId("guide").hidden = !open;
  byId("guide-open").setAttribute("aria-expanded", String(open));
}

function chooseGuide(open) {
  showGuide(open);
  remember("guide", open);
}

async function start() {
  const roomy = matchMedia("(min-width: 1241px) and (min-height: 700px)").matches;
  showGuide(remembered("guide") ?? roomy);
  byId("guide-open").addEventListener("click", () => chooseGuide(byId("guide").hidden));
  byId("guide-close").addEventListener("click", () => chooseGuide(false));
  for (const button of document.querySelectorAll(".add-pane")) button.addEventListener("click", addAnother);
  byId("retry").addEventListener("click", connect);
  for (let people = null; !people; ) {
    try {
      people = await loadPeople();
      const ids = new Set(page.known.map((person) => person.external_id));
      const kept = (remembered("panes") || []).filter((who) => ids.has(who));
      for (const who of kept.length ? kept : people.default) addPane(who);
    } catch (failure) {
      if (!(failure instanceof Offline)) throw failure;
      byId("banner").hidden = false;
      await wait(2000);
    }
  }
  if (page.panes.length) activate(page.panes[0]);
  connect();
}

start();
