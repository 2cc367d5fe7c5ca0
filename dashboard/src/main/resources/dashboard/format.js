const DAY = { timeZone: "UTC", day: "numeric", month: "short" };
const dayFormat = new Intl.DateTimeFormat("en-GB", DAY);
const weekdayFormat = new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", weekday: "short" });
const longDayFormat = new Intl.DateTimeFormat("en-GB", { ...DAY, weekday: "long" });
const numberFormat = new Intl.NumberFormat("en-US");
const timeFormat = new Intl.DateTimeFormat("en-GB", {
  ...DAY,
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
});
const localFormat = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "long" });

const midnight = (day) => new Date(`${day}T00:00:00Z`);

export const number = (value) => numberFormat.format(value);
export const day = (text) => dayFormat.format(midnight(text));
export const weekday = (text) => weekdayFormat.format(midnight(text));
export const longDay = (text) => longDayFormat.format(midnight(text));
export const today = () => new Date().toISOString().slice(0, 10);

/** "20 Nov, 18:58:33", in UTC as everything on the page. */
export const time = (text) => timeFormat.format(new Date(text));

/** The same moment on the reader's own clock. */
export const localTime = (text) => localFormat.format(new Date(text));

export const percent = (part, whole) => {
  if (whole === 0 || part === 0) return "0%";
  const share = (100 * part) / whole;
  return share < 1 ? "<1%" : `${Math.round(share)}%`;
};

/** A size in bytes, in the unit that a reader expects. */
export function bytes(count) {
  if (count < 1_000) return `${count} bytes`;
  return count < 1_000_000 ? `${(count / 1_000).toFixed(1)} kB` : `${(count / 1_000_000).toFixed(1)} MB`;
}

/** How long ago, in the largest unit that says enough. */
export function age(seconds) {
  if (seconds < 45) return "just now";
  if (seconds < 5400) return `${Math.max(1, Math.round(seconds / 60))} min ago`;
  if (seconds < 129600) return `${Math.round(seconds / 3600)} h ago`;
  return `${Math.round(seconds / 86400)} days ago`;
}
