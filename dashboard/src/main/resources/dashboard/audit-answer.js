import { nameChart } from "./charts.js";
import { el } from "./dom.js";
import * as format from "./format.js";

const PAGE = 200;
const LONGEST_CHART = 20;

/** Shows an answer: a chart where it counts actions, its rows, and the way to keep them. */
export function answerOf(answer, place) {
  const chart = answer.name === "calls_by_region" && answer.rows.length > 0 ? chartOf(answer) : null;
  place.append(
    el("p", { class: "muted small answer-facts" }, facts(answer)),
    ...(answer.truncated ? [cut()] : []),
    ...(chart ? [chart.element] : []),
    ...(answer.rows.length > 0 ? [tableOf(answer)] : [nothing()]),
  );
  chart?.draw();
}

/** How many rows there are, in words. */
export const rowsOf = (answer) =>
  `${format.number(answer.rows.length)} ${answer.rows.length === 1 ? "row" : "rows"}`;

function facts(answer) {
  const parts = [
    rowsOf(answer),
    answer.engine === "athena" ? "from all records (Athena)" : "from recent records (Logs)",
    `${format.time(answer.from)} to ${format.time(answer.to)} UTC`,
  ];
  if (Number.isFinite(answer.bytes_scanned)) parts.push(`${format.bytes(answer.bytes_scanned)} read`);
  return parts.join(" · ");
}

const cut = () =>
  el("div", { class: "notice" }, el("p", {}, el("strong", {}, "Not all rows are here."), " An answer holds 10,000 rows and 5 MB at most: ask for shorter periods to have them all."));

const nothing = () =>
  el("p", { class: "empty muted" }, "No such call is recorded in this period. CloudTrail delivers its records about five minutes after the calls.");

function chartOf(answer) {
  const totals = new Map();
  const [name, calls] = ["event_name", "calls"].map((column) => answer.columns.indexOf(column));
  for (const row of answer.rows) totals.set(row[name], (totals.get(row[name]) ?? 0) + row[calls]);
  const entries = [...totals].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).slice(0, LONGEST_CHART);
  return nameChart({ label: "Calls by action", unit: "calls", entries });
}

function tableOf(answer) {
  const body = el("tbody");
  const heads = answer.columns.map((name) => el("th", { scope: "col", class: isNumber(answer, name) ? "number" : null }, title(name)));
  const table = el(
    "table",
    { class: "answer" },
    el("caption", { class: "hidden-text" }, "The answer’s rows"),
    el("thead", {}, el("tr", {}, ...heads)),
    body,
  );
  const more = el("button", { type: "button", onclick: add }, "Show more rows");
  function add() {
    const next = answer.rows.slice(body.rows.length, body.rows.length + PAGE);
    body.append(...next.map((row) => el("tr", {}, ...row.map((value, index) => cell(answer.columns[index], value)))));
    more.hidden = body.rows.length >= answer.rows.length;
  }
  add();
  const save = el("button", { type: "button", onclick: () => download(answer) }, "Download CSV");
  return el(
    "div",
    {},
    el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Rows of the answer" }, table),
    el("div", { class: "more" }, more, save, el("span", { class: "muted small" }, "Texts that a spreadsheet would calculate get an apostrophe.")),
  );
}

const isNumber = (answer, name) => answer.rows.some((row) => typeof row[answer.columns.indexOf(name)] === "number");

const ACRONYMS = { id: "ID", ip: "IP" };

function title(column) {
  const words = column.split("_").map((word) => ACRONYMS[word] ?? word).join(" ");
  return words[0].toUpperCase() + words.slice(1) + (column.endsWith("_at") ? " (UTC)" : "");
}

function cell(column, value) {
  if (value === null) return el("td", {}, el("span", { class: "muted", "aria-label": "none" }, "–"));
  if (typeof value === "number") return el("td", { class: "number" }, format.number(value));
  if (column.endsWith("_at") && !Number.isNaN(Date.parse(value))) {
    return el("td", { class: "when" }, el("time", { datetime: value, title: format.localTime(value) }, format.time(value)));
  }
  if (column === "error_code") return el("td", {}, el("span", { class: "badge error" }, value));
  return el("td", { class: value.length > 24 ? "name long" : null }, value);
}

function download(answer) {
  const lines = [answer.columns, ...answer.rows].map((row) => row.map(field).join(","));
  const url = URL.createObjectURL(new Blob([lines.join("\r\n") + "\r\n"], { type: "text/csv;charset=utf-8" }));
  const name = `${answer.name}-${answer.from}-${answer.to}.csv`.replaceAll(":", "");
  el("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** What callers say of themselves may be a formula; as text it does nothing. */
export function field(value) {
  if (value === null) return "";
  const text = typeof value === "string" && /^[=+\-@\t\r\n＝＋－＠]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
