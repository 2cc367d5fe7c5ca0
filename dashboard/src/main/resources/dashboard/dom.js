/** Makes an element. Children are elements or text; text is never read as markup. */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

export const byId = (id) => document.getElementById(id);

/** A box that says what went wrong and what to do about it. */
export function errorNotice(error, retry) {
  return el(
    "div",
    { class: "notice error", role: "alert" },
    el("p", {}, el("strong", {}, error.title), " ", error.advice),
    retry ? el("button", { type: "button", onclick: retry }, "Try again") : null,
  );
}

/** A table with a caption for those who do not see where it stands. */
export function table(label, heads, rows) {
  return el(
    "table",
    {},
    el("caption", { class: "hidden-text" }, label),
    el("thead", {}, el("tr", {}, ...heads)),
    el("tbody", {}, ...rows),
  );
}
