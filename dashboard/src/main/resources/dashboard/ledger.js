import { el, table } from "./dom.js";
import * as format from "./format.js";

const COUNTS = [
  ["accepted", "Accepted"],
  ["duplicates", "Duplicates"],
  ["refused", "Refused"],
  ["quarantined", "Quarantined"],
  ["forwarded", "Forwarded"],
  ["delivered", "Delivered"],
  ["queried", "Queried"],
  ["missing", "Missing"],
];
const HOURS = 12;

const objects = (version) =>
  version.rows.map((row) => Object.fromEntries(version.columns.map((name, index) => [name, row[index]])));

/** What nobody has counted stays unknown; a sum has what is known. */
const sum = (rows, name) => {
  const known = rows.map((row) => row[name]).filter((value) => value !== null);
  return known.length > 0 ? known.reduce((total, value) => total + value, 0) : null;
};

const yesterday = () => new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);

/**
 * What is missing on any day that the ledger knows, the events of today and yesterday by source, from the door to the
 * lake, and the hours that disagree.
 */
export function ledgerPanel() {
  const figure = el("strong");
  const caption = el("span", { class: "muted" });
  const sources = el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "The ledger by source" });
  const hours = el("div");
  function draw(version) {
    const rows = objects(version);
    const lost = rows.reduce((total, row) => total + Math.max(0, row.missing ?? 0), 0);
    const surplus = rows.reduce((total, row) => total + Math.max(0, -(row.missing ?? 0)), 0);
    figure.textContent = format.number(lost);
    caption.textContent =
      (lost === 1 ? "event missing" : "events missing") +
      (surplus > 0 ? `, ${format.number(surplus)} more than counted` : "");
    sources.replaceChildren(bySource(rows.filter((row) => row.day >= yesterday())));
    hours.replaceChildren(...disagreements(rows));
  }
  const content = [el("p", { class: "figure" }, figure, caption), sources, hours];
  return { content, draw, unit: "events", hasRows: (version) => version.rows.some((row) => row[0] >= yesterday()) };
}

function bySource(rows) {
  const groups = Map.groupBy(rows, (row) => row.source);
  return counts(
    "Events of today and yesterday by source",
    "Source",
    [...groups].map(([source, own]) => [source, (name) => sum(own, name)]),
  );
}

/** Nothing where all agrees. What is still under way is no disagreement. */
function disagreements(rows) {
  const odd = rows.filter((row) => row.missing !== null && row.missing !== 0).slice(-HOURS);
  if (odd.length === 0) return [];
  const list = counts(
    "Hours that disagree",
    "Hour (UTC) and source",
    odd.map((row) => [`${row.hour.replace("T", " ")}h, ${row.source}`, (name) => row[name]]),
  );
  const words = "Hours that disagree. Less than nothing missing means that more came than was counted.";
  return [el("p", { class: "muted small" }, words), el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Hours that disagree" }, list)];
}

function counts(label, head, entries) {
  const heads = COUNTS.map(([, title]) => el("th", { scope: "col", class: "number" }, title));
  const rows = entries.map(([key, value]) =>
    el("tr", {}, el("th", { scope: "row", class: "name" }, key), ...COUNTS.map(([name]) => cell(value(name)))),
  );
  return table(label, [el("th", { scope: "col" }, head), ...heads], rows);
}

const cell = (value) => el("td", { class: "number" }, value === null ? "–" : format.number(value));
