import * as api from "./api.js";
import { byId, el, errorNotice } from "./dom.js";
import * as format from "./format.js";

const PAGE = 25;
const COLUMNS = ["Time (UTC)", "Event", "Device", "IP address"];

/** The search for a user's recent events: newest first, more on demand, each row with its properties. */
export function openActivity({ examples, onKeyRefused }) {
  const form = byId("activity-form");
  const result = byId("activity-result");
  const status = byId("activity-status");
  let search = 0;

  async function show() {
    const wanted = { userId: form["user-id"].value.trim(), eventType: form["event-type"].value };
    if (wanted.userId === "") return;
    const mine = ++search;
    result.setAttribute("aria-busy", "true");
    const page = await load(wanted, null, () => mine === search);
    if (page) drawFirst(wanted, page, () => mine === search);
  }

  /** One page of events; null when it failed (and says so) or when another search has begun. */
  async function load(wanted, before, isCurrent) {
    try {
      const page = await api.events(wanted.userId, { eventType: wanted.eventType, before, limit: PAGE });
      return isCurrent() ? page : null;
    } catch (error) {
      if (!isCurrent()) return null;
      if (error.isAboutKey) onKeyRefused(error);
      else if (before === null) result.replaceChildren(errorNotice(error, show));
      else result.querySelector(".more").replaceWith(errorNotice(error, () => form.requestSubmit()));
      return null;
    } finally {
      if (isCurrent()) result.removeAttribute("aria-busy");
    }
  }

  function drawFirst(wanted, page, isCurrent) {
    if (page.events.length === 0 && !page.next) {
      result.replaceChildren(nothing(wanted), ...elsewhere(page));
      status.textContent = "No events found.";
      return;
    }
    const list = eventTable(wanted);
    const more = moreButton(wanted, list, isCurrent);
    const events = el("div", { class: "scroll" }, list.element);
    result.replaceChildren(...otherIds(wanted, page), events, more.element, ...elsewhere(page));
    more.take(page);
  }

  function moreButton(wanted, list, isCurrent) {
    let next = null;
    const button = el("button", { type: "button", onclick: onMore }, "Load more");
    const count = el("span", { class: "muted small" });
    async function onMore() {
      if (button.ariaDisabled === "true") return;
      // Not `disabled`, which would lose the keyboard's place.
      button.ariaDisabled = "true";
      const page = await load(wanted, next, isCurrent);
      button.ariaDisabled = "false";
      if (page) take(page)?.focus();
    }
    function take(page) {
      const firstNew = list.add(page.events);
      next = page.next;
      button.hidden = next === null;
      count.textContent = `${format.number(list.size())} shown${next === null ? ", no older ones" : ""}`;
      status.textContent = `${list.size()} events shown.`;
      return firstNew;
    }
    return { element: el("div", { class: "more" }, button, count), take };
  }

  form.onsubmit = (submission) => {
    submission.preventDefault();
    show();
  };
  for (const radio of form["event-type"]) radio.onchange = show;
  showExamples(examples, (user) => {
    form["user-id"].value = user;
    show();
  });
  result.replaceChildren(invitation());
}

function invitation() {
  return el("p", { class: "empty muted" }, "Enter a user id to see what they did, newest first. An event that was just accepted is already here.");
}

/** Who else the person was; nothing where there was nobody. */
function otherIds({ userId }, { ids, ids_complete: complete }) {
  const others = ids.filter((id) => id !== userId);
  if (others.length === 0) return [];
  const names = others.flatMap((id) => [", ", el("strong", {}, id)]).slice(1);
  return [el("p", { class: "muted small", id: "other-ids" }, "With what came under ", ...names, complete ? "." : ", and there may be more.")];
}

function nothing({ userId, eventType }) {
  const what = eventType === "login" ? "No logins" : "No events";
  return el("p", { class: "empty muted" }, `${what} of `, el("strong", {}, userId), ". Ids are exact: check capitals and blanks. Ids of anonymous visitors begin with “anon:”.");
}

/** What an answer does not hold, where the stack has attached tables. */
function elsewhere(page) {
  if (!page.elsewhere) return [];
  const tables = page.elsewhere.map((source) => source.replace(/^table:/, "")).join(", ");
  return [el("p", { class: "muted small" }, `Not listed, but in the lake and its figures: rows of attached tables (${tables}).`)];
}

function showExamples(examples, choose) {
  const line = byId("examples");
  line.hidden = examples.length === 0;
  line.replaceChildren(
    "For example",
    ...examples.map((user) => el("button", { type: "button", class: "link", onclick: () => choose(user) }, user)),
  );
}

/** A table whose rows keep their roles when narrow screens lay them out as cards. */
function eventTable({ userId, eventType }) {
  const body = el("tbody", { role: "rowgroup" });
  const heads = COLUMNS.map((name) => el("th", { scope: "col", role: "columnheader" }, name));
  const element = el(
    "table",
    { class: "events", role: "table" },
    el("caption", { class: "hidden-text" }, `${eventType === "login" ? "Logins" : "Events"} of ${userId}, newest first`),
    el(
      "thead",
      { role: "rowgroup" },
      el("tr", { role: "row" }, ...heads, el("th", { role: "columnheader" }, el("span", { class: "hidden-text" }, "Details"))),
    ),
    body,
  );
  let size = 0;
  function add(events) {
    const pairs = events.map((event, index) => eventRows(event, size + index));
    body.append(...pairs.flat());
    size += events.length;
    return pairs[0]?.[0].querySelector("button");
  }
  return { element, add, size: () => size };
}

function eventRows(event, index) {
  const detailId = `event-detail-${index}`;
  const detail = el("tr", { id: detailId, class: "detail", role: "row", hidden: true }, el("td", { colspan: "5", role: "cell" }));
  const toggle = el(
    "button",
    { type: "button", class: "toggle", "aria-expanded": "false", "aria-controls": detailId, onclick: open },
    "Details",
  );
  function open() {
    const opening = detail.hidden;
    if (opening && !detail.firstChild.hasChildNodes()) detail.firstChild.append(facts(event));
    detail.hidden = !opening;
    toggle.setAttribute("aria-expanded", String(opening));
  }
  const row = el(
    "tr",
    { role: "row" },
    cell("when", when(event.event_at)),
    cell("event name", ...title(event)),
    cell("device", ...device(event)),
    cell("address", event.ip_address ?? el("span", { class: "muted" }, "not kept")),
    cell("end", toggle),
  );
  return [row, detail];
}

const cell = (name, ...children) => el("td", { class: name, role: "cell" }, ...children);

/** A row that something else put into the table may have no time. */
function when(time) {
  if (!time) return el("span", { class: "muted" }, "unknown");
  return el("time", { datetime: time, title: format.localTime(time) }, format.time(time));
}

function title(event) {
  const type = el("span", { class: event.event_type === "login_failed" ? "badge error" : "badge" }, event.event_type ?? "no type");
  return event.event_name ? [type, " ", event.event_name] : [type];
}

function device(event) {
  const words = event.bot_name ?? [event.browser_name, event.os_name].filter(isTelling).join(" on ");
  const kind = event.is_bot ? botKind(event.bot_purpose) : [event.device_class].find(isTelling);
  if (!words && !kind) return [el("span", { class: "muted" }, "unknown")];
  if (!words) return [kind];
  return kind ? [words, " ", el("span", { class: event.is_bot ? "badge warn" : "muted" }, kind)] : [words];
}

function botKind(purpose) {
  if (purpose === "http client") return purpose;
  return isTelling(purpose) ? `${purpose} bot` : "bot";
}

const isTelling = (name) => Boolean(name) && name.toLowerCase() !== "other";

const FACTS = [
  ["User id", (event) => event.id],
  ["Event id", (event) => event.event_id],
  ["Time", (event) => event.event_at],
  ["Source", (event) => event.source],
  ["Browser", (event) => [event.browser_name, event.browser_version].filter(Boolean).join(" ")],
  ["Bot of", (event) => event.bot_operator],
  ["System", (event) => [event.os_name, event.os_version].filter(Boolean).join(" ")],
  ["User agent", (event) => event.user_agent],
];

function facts(event) {
  const list = el("dl", { class: "facts" });
  for (const [label, value] of FACTS) {
    const text = value(event);
    if (text) list.append(el("dt", {}, label), el("dd", {}, text));
  }
  list.append(el("dt", {}, "Properties"), el("dd", {}, properties(event.properties)));
  return list;
}

/** Properties are JSON text. Shown as they were sent when they cannot be laid out without changing a number. */
function properties(text) {
  if (!text || text === "{}") return el("span", { class: "muted" }, "none");
  return el("pre", {}, layOut(text));
}

/** Breaks JSON text into indented lines without reading its numbers, so that none is rounded. */
export function layOut(text) {
  let depth = 0;
  let out = "";
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g)) {
    if (token === "{" || token === "[") out += token + line(++depth);
    else if (token === "}" || token === "]") out += line(--depth) + token;
    else if (token === ",") out += token + line(depth);
    else if (token === ":") out += ": ";
    else out += token;
  }
  return out.replace(/([{[])\s+([}\]])/g, "$1$2");
}

const line = (depth) => "\n" + "  ".repeat(Math.max(0, depth));
