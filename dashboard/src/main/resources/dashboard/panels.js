import { dayChart } from "./charts.js";
import { byId, el, errorNotice, table } from "./dom.js";
import * as format from "./format.js";
import { ledgerPanel } from "./ledger.js";
import * as session from "./session.js";
import { ageOf, watch } from "./watch.js";

const SHOWN = 8;
const FRESH = 300;

const sum = (numbers) => numbers.reduce((total, value) => total + value, 0);
const days = (version) => version.rows.map(([day, value]) => ({ day, value }));

/** A panel with a figure, a column a day, and the same numbers as a table. */
function dailyPanel({ label, unit, column, large, headline }) {
  const figure = el("strong");
  const caption = el("span", { class: "muted" });
  const chart = dayChart({ label, unit, large });
  const table = el("div", { class: "scroll" });
  const content = [
    el("p", { class: "figure" }, figure, caption),
    chart.element,
    el("details", { class: "numbers" }, el("summary", {}, "Show as table"), table),
  ];
  function draw(version) {
    const points = days(version);
    const [value, words] = headline(points);
    figure.textContent = value;
    caption.textContent = words;
    table.replaceChildren(dayTable(label, column, points));
    chart.draw(points);
  }
  return { content, draw, unit };
}

function dayTable(label, column, points) {
  const rows = points.map(({ day, value }) =>
    el("tr", {}, el("th", { scope: "row" }, format.longDay(day)), el("td", { class: "number" }, format.number(value))),
  );
  return table(label, [el("th", { scope: "col" }, "Day (UTC)"), el("th", { scope: "col", class: "number" }, column)], rows);
}

const hasCounts = (version) => version.rows.some((row) => row.at(-1) > 0);

/** Adds up the last column of a version's rows by what `keyOf` makes of the others, largest first. */
function tally(version, keyOf) {
  const totals = new Map();
  for (const row of version.rows) {
    const key = keyOf(Object.fromEntries(version.columns.map((name, index) => [name, row[index]])));
    totals.set(key, (totals.get(key) ?? 0) + row.at(-1));
  }
  return [...totals].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
}

/** Names with their count, their share and a bar; the longest tail is folded away. */
function ranking(label, entries, cell) {
  const total = sum(entries.map(([, count]) => count));
  const most = entries[0]?.[1] ?? 0;
  const rows = entries.slice(0, SHOWN).map(([key, count]) => {
    const bar = el("div", { class: "share-bar" });
    bar.style.width = `${(100 * count) / most}%`;
    return el(
      "tr",
      {},
      el("th", { scope: "row", class: "name" }, ...cell(key)),
      el("td", { class: "share", "aria-hidden": "true" }, bar),
      el("td", { class: "number" }, format.number(count)),
      el("td", { class: "number muted part" }, format.percent(count, total)),
    );
  });
  const rest = sum(entries.slice(SHOWN).map(([, count]) => count));
  if (rest > 0) rows.push(restRow(entries.length - SHOWN, rest, total));
  return table(
    label,
    [
      el("th", { scope: "col" }, "Name"),
      el("th", { class: "share", "aria-hidden": "true" }),
      el("th", { scope: "col", class: "number" }, "Events"),
      el("th", { scope: "col", class: "number" }, "Share"),
    ],
    rows,
  );
}

function restRow(count, events, total) {
  return el(
    "tr",
    { class: "muted" },
    el("th", { scope: "row", class: "muted" }, `${count} more`),
    el("td", { class: "share", "aria-hidden": "true" }),
    el("td", { class: "number" }, format.number(events)),
    el("td", { class: "number part" }, format.percent(events, total)),
  );
}

function topEventsPanel() {
  const body = el("div", { class: "ranking" });
  const draw = (version) => {
    const entries = tally(version, (row) => JSON.stringify([row.event_type, row.event_name]));
    body.replaceChildren(
      ranking("Top events of the week", entries, (key) => {
        const [type, name] = JSON.parse(key);
        return name ? [name, " ", el("span", { class: "kind" }, type)] : [type ?? "unknown"];
      }),
    );
  };
  return { content: [body], draw, unit: "events" };
}

const CUTS = [
  ["device_class", "Class"],
  ["os_name", "System"],
  ["browser_name", "Browser"],
];

function devicesPanel() {
  const body = el("div", { class: "ranking" });
  let cut = CUTS[0][0];
  let last = null;
  const tabs = el(
    "fieldset",
    { class: "segments compact panel-tools" },
    el("legend", {}, "Count devices by"),
    ...CUTS.map(([column, label]) =>
      el(
        "label",
        {},
        el("input", {
          type: "radio",
          name: "device-cut",
          value: column,
          checked: column === cut,
          onchange: () => {
            cut = column;
            draw(last);
          },
        }),
        el("span", {}, label),
      ),
    ),
  );
  function draw(version) {
    last = version;
    body.replaceChildren(ranking("Devices of the week", tally(version, (row) => row[cut] || "unknown"), (name) => [name]));
  }
  return { content: [tabs, body], draw, unit: "devices" };
}

/** What was refused, by door and reason, and how to have it judged again. */
function quarantinePanel() {
  const body = el("div", { class: "ranking" });
  const command = el("code");
  const advice = el("p", { class: "muted" }, "After a change of the plan: ", command);
  function draw(version) {
    const entries = tally(version, (row) => JSON.stringify([row.door, row.reason]));
    body.replaceChildren(
      ranking("Refused in the week", entries, (key) => {
        const [door, reason] = JSON.parse(key);
        return [reason, " ", el("span", { class: "kind" }, door)];
      }),
    );
    const first = version.rows[0][0];
    command.textContent = `./trackline replay ${place()}--from ${first} --to ${format.today()} --dry-run`;
  }
  return { content: [body, advice], draw, unit: "refused events" };
}

/** Where a command finds this Trackline: on this machine, or the stack on AWS. */
function place() {
  if (!session.isServedHere()) return "--aws ";
  return location.origin === DEFAULT_LOCAL ? "--local " : `--local --url ${location.origin} `;
}

/** The address that commands take for `./trackline local`. */
const DEFAULT_LOCAL = "http://localhost:8080";

const week = (points) => [format.number(sum(points.map((point) => point.value))), "in 7 days"];

function average(points) {
  const whole = points.filter((point) => point.day !== format.today());
  const counted = whole.length > 0 ? whole : points;
  const mean = sum(counted.map((point) => point.value)) / Math.max(1, counted.length);
  return [format.number(Math.round(mean)), "on an average day"];
}

const PANELS = {
  logins_per_day: () =>
    dailyPanel({ label: "Logins a day", unit: "logins", column: "Logins", large: true, headline: week }),
  events_per_day: () =>
    dailyPanel({ label: "Events a day", unit: "events", column: "Events", large: false, headline: week }),
  active_users_per_day: () =>
    dailyPanel({ label: "Active users a day", unit: "users", column: "Users", large: false, headline: average }),
  top_events: topEventsPanel,
  devices: devicesPanel,
  quarantine_per_day: quarantinePanel,
  ledger: ledgerPanel,
};

/** Puts every rollup into its panel, and the oldest one's age into the page's head. */
export function openPanels(onKeyRefused) {
  const states = new Map();
  const watchers = [];
  for (const section of document.querySelectorAll("[data-panel]")) {
    const name = section.dataset.panel;
    const panel = fill(section, PANELS[name](), () => watcher.start());
    const watcher = watch(name, (state) => {
      if (state.error?.isAboutKey) return onKeyRefused(state.error);
      states.set(name, state);
      panel(state);
      showFreshness([...states.values()]);
    });
    watchers.push(watcher);
  }
  const start = () => watchers.forEach((watcher) => watcher.start());
  const ticking = setInterval(() => showFreshness([...states.values()]), 15_000);
  byId("refresh").onclick = start;
  start();
  return () => {
    clearInterval(ticking);
    watchers.forEach((watcher) => watcher.stop());
  };
}

/** Returns what draws a state into a section: waiting, an error, nothing yet, or the figures. */
function fill(section, panel, retry) {
  const body = section.querySelector(".panel-body");
  const waiting = el("div", { class: "waiting" });
  const note = el("div");
  const content = el("div", { class: "panel-content" }, ...panel.content);
  body.replaceChildren(note, waiting, content);
  content.hidden = true;
  return ({ version, error, refreshing, late }) => {
    const hasRows = panel.hasRows ?? hasCounts;
    const said = notes({ version, error, refreshing, late }, panel.unit, hasRows, retry);
    note.replaceChildren(...said);
    waiting.hidden = version !== null || said.length > 0;
    const drawn = version !== null && hasRows(version);
    content.hidden = !drawn;
    section.setAttribute("aria-busy", String(refreshing));
    if (drawn) panel.draw(version);
  };
}

function notes({ version, error, refreshing, late }, unit, hasRows, retry) {
  if (error) return [errorNotice(error, retry)];
  if (late) return [errorNotice(LATE, retry)];
  if (version === null) return refreshing ? [notice("Computing this for the first time. It takes a few seconds.")] : [];
  if (version.truncated) return [notice(TRUNCATED)];
  return hasRows(version) ? [] : [notice(`No ${unit} in these days. What comes in is counted with the next refresh.`)];
}

const TRUNCATED = "Not whole: there were more rows than can be kept, and the days with the most lost their last.";

const LATE = {
  title: "The new figures are late.",
  advice: "The refresh has not ended within two minutes; the rollup function's log says why.",
};

const notice = (text) => el("div", { class: "notice" }, el("p", {}, text));

/** Says how old the figures are: the oldest panel's age counts, for it is the one that may mislead. */
function showFreshness(states) {
  const versions = states.map((state) => state.version).filter((version) => version !== null);
  const refreshing = states.some((state) => state.refreshing);
  byId("refresh").disabled = refreshing;
  const parts = [];
  if (versions.length > 0) {
    const oldest = versions.reduce((a, b) => (ageOf(a) >= ageOf(b) ? a : b));
    showWindow(versions);
    const seconds = ageOf(oldest);
    parts.push(el("time", { datetime: oldest.generated_at, title: format.localTime(oldest.generated_at) }, `Computed ${format.age(seconds)}`));
    if (seconds > FRESH) parts.push(" ", el("span", { class: "badge warn" }, refreshing ? "Stale, refreshing" : "Stale"));
    else if (refreshing) parts.push(" ", el("span", { class: "badge" }, "Refreshing"));
  } else if (refreshing) parts.push("Computing the first figures");
  replaceIfChanged(byId("freshness"), el("span", {}, ...parts));
}

/** A status line is read aloud when it changes, so it changes only when its words do. */
function replaceIfChanged(target, content) {
  if (target.textContent !== content.textContent) target.replaceChildren(content);
}

function showWindow(versions) {
  const daily = versions.find((version) => version.rows.length > 1 && version.columns.length === 2);
  if (!daily) return;
  byId("window").textContent = `${format.day(daily.rows[0][0])} to ${format.day(daily.rows.at(-1)[0])}, UTC days`;
}
