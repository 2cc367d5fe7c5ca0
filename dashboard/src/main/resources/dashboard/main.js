import { openActivity } from "./activity.js";
import * as api from "./api.js";
import { openAudit } from "./audit.js";
import { byId, el } from "./dom.js";
import { openPanels } from "./panels.js";
import * as session from "./session.js";

const found = await session.begin();
let closePanels = () => {};

function openDashboard() {
  byId("sign-in").hidden = true;
  byId("dashboard").hidden = false;
  closePanels = openPanels(refuse);
  openActivity({ examples: found.examples, onKeyRefused: refuse });
  showSession();
}

function askForKey(message) {
  closePanels();
  byId("dashboard").hidden = true;
  byId("sign-in").hidden = false;
  byId("sign-in-error").textContent = message;
  byId("read-key").value = "";
  if (shown() === "overview") byId("read-key").focus();
  showSession();
}

function refuse(error) {
  session.forget("read");
  askForKey(error.message);
}

byId("sign-in-form").onsubmit = async (submission) => {
  submission.preventDefault();
  session.remember("read", byId("read-key").value.trim());
  try {
    await api.rollups();
    openDashboard();
    byId("content").focus();
  } catch (error) {
    refuse(error);
  }
};

function showSession() {
  byId("sign-out").hidden = !session.key("read") && !session.key("audit");
}

/** On this machine there is no stack to look into: the page names the key. */
function showKeyPlaces() {
  for (const kind of ["read", "audit"]) {
    const key = session.localKey(kind);
    if (key) byId(`${kind}-key-place`).replaceChildren(`The ${kind} key of this Trackline, on this machine, is `, el("code", {}, key), ".");
  }
}

const shown = () => (location.hash === "#audit" ? "audit" : "overview");

/** The two views are parts of one page; the address tells which is shown. */
function showView() {
  const view = shown();
  byId("content").dataset.shown = view;
  for (const link of document.querySelectorAll("[data-view]")) {
    if (link.dataset.view === view) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  if (view === "audit") audit.show();
}

const audit = openAudit(showSession);

byId("sign-out").onclick = () => {
  session.forget("read");
  session.forget("audit");
  askForKey("");
  audit.close();
  showView();
};

showKeyPlaces();
if (session.key("read")) openDashboard();
else askForKey("");
addEventListener("hashchange", showView);
showView();
