import { openActivity } from "./activity.js";
import * as api from "./api.js";
import { byId } from "./dom.js";
import { openPanels } from "./panels.js";
import * as session from "./session.js";

const found = await session.begin();
let closePanels = () => {};

function openDashboard() {
  byId("sign-in").hidden = true;
  byId("dashboard").hidden = false;
  byId("sign-out").hidden = false;
  closePanels = openPanels(refuse);
  openActivity({ examples: found.examples, onKeyRefused: refuse });
}

function askForKey(message) {
  closePanels();
  byId("dashboard").hidden = true;
  byId("sign-out").hidden = true;
  byId("sign-in").hidden = false;
  byId("sign-in-error").textContent = message;
  byId("read-key").value = "";
  byId("read-key").focus();
}

function refuse(error) {
  session.forget();
  askForKey(error.message);
}

byId("sign-in-form").onsubmit = async (submission) => {
  submission.preventDefault();
  session.remember(byId("read-key").value.trim());
  try {
    await api.rollups();
    openDashboard();
    byId("content").focus();
  } catch (error) {
    refuse(error);
  }
};

byId("sign-out").onclick = () => {
  session.forget();
  askForKey("");
};

if (found.key) openDashboard();
else askForKey("");
