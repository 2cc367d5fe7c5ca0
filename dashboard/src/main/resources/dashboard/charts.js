/* global Chart */
import { el } from "./dom.js";
import * as format from "./format.js";

const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const stillness = matchMedia("(prefers-reduced-motion: reduce)");
const darkness = matchMedia("(prefers-color-scheme: dark)");
const live = new Set();

darkness.addEventListener("change", () => {
  for (const chart of live) {
    if (!chart.canvas?.isConnected) live.delete(chart);
    else {
      chart.$restyle();
      chart.update("none");
    }
  }
});

/**
 * A column a day. The canvas is a picture with a label; the same figures stand in a table beside it. Returns the
 * element and a way to draw new figures into it.
 */
export function dayChart({ label, unit, large }) {
  const canvas = el("canvas", { role: "img" });
  const element = el("div", { class: "chart" }, canvas);
  let chart;

  function draw(points) {
    const days = points.map((point) => point.day);
    const values = points.map((point) => point.value);
    canvas.setAttribute("aria-label", describe(label, unit, points));
    if (!chart) {
      chart = new Chart(canvas, { type: "bar", data: { datasets: [dataset(large)] }, options: options(unit, large) });
      chart.$restyle = () => {
        Object.assign(chart.options, options(unit, large));
        chart.data.datasets[0].backgroundColor = fills(chart.data.labels);
      };
      live.add(chart);
    }
    chart.data.labels = days;
    chart.data.datasets[0].data = values;
    chart.data.datasets[0].backgroundColor = fills(days);
    chart.update();
  }
  return { element, draw };
}

/** A bar for each name, the longest first. The same figures stand in a table beside it. */
export function nameChart({ label, unit, entries }) {
  const words = entries.map(([name, count]) => `${name} ${format.number(count)}`).join("; ");
  const canvas = el("canvas", { role: "img", "aria-label": `${label}, bar chart, in ${unit}: ${words}.` });
  const element = el("div", { class: "chart" }, canvas);
  element.style.height = `${44 + 34 * entries.length}px`;
  function draw() {
    const data = { ...dataset(false), minBarLength: 3, data: entries.map(([, count]) => count), backgroundColor: color("--accent") };
    const chart = new Chart(canvas, {
      type: "bar",
      data: { labels: entries.map(([name]) => name), datasets: [data] },
      options: nameOptions(unit),
    });
    chart.$restyle = () => {
      Object.assign(chart.options, nameOptions(unit));
      chart.data.datasets[0].backgroundColor = color("--accent");
    };
    live.add(chart);
  }
  return { element, draw };
}

const dataset = (large) => ({
  borderRadius: large ? 5 : 3,
  borderSkipped: "bottom",
  categoryPercentage: large ? 0.72 : 0.78,
  barPercentage: 1,
  maxBarThickness: 72,
  minBarLength: 0,
});

/** Today is not over: its column is paler. */
const fills = (days) => {
  const now = format.today();
  return days.map((day) => color(day === now ? "--accent-faint" : "--accent"));
};

function describe(label, unit, points) {
  const parts = points.map((point) => `${format.longDay(point.day)} ${format.number(point.value)}`);
  return `${label}, column chart of ${points.length} days, in ${unit}: ${parts.join("; ")}.`;
}

function options(unit, large) {
  const font = { family: "Inter, system-ui, sans-serif", size: 12 };
  return {
    animation: stillness.matches ? false : { duration: 350 },
    maintainAspectRatio: false,
    interaction: { mode: "index", intersect: false },
    layout: { padding: { top: 4 } },
    scales: {
      x: {
        border: { color: color("--line") },
        grid: { display: false },
        ticks: {
          color: color("--muted"),
          font,
          maxRotation: 0,
          callback(index) {
            const day = this.getLabelForValue(index);
            return large ? [format.weekday(day), format.day(day)] : format.weekday(day);
          },
        },
      },
      y: {
        beginAtZero: true,
        border: { display: false },
        grid: { color: color("--line"), drawTicks: false },
        ticks: { color: color("--muted"), font, padding: 10, precision: 0, maxTicksLimit: large ? 6 : 3 },
      },
    },
    plugins: {
      legend: { display: false },
      tooltip: {
        backgroundColor: color("--ink"),
        titleColor: color("--paper"),
        bodyColor: color("--paper"),
        titleFont: { ...font, weight: 500 },
        bodyFont: { ...font, size: 13, weight: 600 },
        padding: 10,
        cornerRadius: 6,
        displayColors: false,
        callbacks: {
          title: (items) => format.longDay(items[0].label) + (items[0].label === format.today() ? ", so far" : ""),
          label: (item) => `${format.number(item.parsed.y)} ${unit}`,
        },
      },
    },
  };
}

/** The same looks, lying down: names are longer than days. */
function nameOptions(unit) {
  const { scales, plugins, ...rest } = options(unit, false);
  const { callback, ...ticks } = scales.x.ticks;
  const callbacks = { label: (item) => `${format.number(item.parsed.x)} ${unit}` };
  return {
    ...rest,
    indexAxis: "y",
    scales: { x: { ...scales.y, ticks: { ...scales.y.ticks, maxTicksLimit: 6 } }, y: { ...scales.x, ticks } },
    plugins: { ...plugins, tooltip: { ...plugins.tooltip, callbacks } },
  };
}
