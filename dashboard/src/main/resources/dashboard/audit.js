import * as api from "./api.js";
import { answerOf, rowsOf } from "./audit-answer.js";
import { byId, el, errorNotice } from "./dom.js";
import * as session from "./session.js";

const PATIENCE = 180_000;
const NEEDED = { principal: ["principal"], key_history: ["key"] };

/** What the parameters are called, and what may stand there. */
const PARAMETERS = {
  principal: ["Principal", "ARN, name, session, id, service or account"],
  key: ["Key", "The value of the item’s key"],
  key_name: ["Key attribute", "user_id"],
  table: ["Table", "All tables"],
  bucket: ["Bucket", "All buckets"],
};

/** The audit's view: asks for its key, offers the service's questions, and shows an answer. */
export function openAudit(onSession) {
  let questions = null;
  let round = 0;

  async function show() {
    if (!session.key("audit")) askForKey("");
    else if (questions === null) await load();
  }

  async function load() {
    try {
      const offered = await api.auditQuestions();
      questions = new Map(offered.queries.map((question) => [question.name, question]));
      open();
      offer();
    } catch (error) {
      if (error.isAboutKey) refuse(error);
      else {
        open();
        byId("audit-trouble").replaceChildren(error.status === 404 ? isOff() : errorNotice(error, load));
      }
    }
  }

  function open() {
    byId("audit-sign-in").hidden = true;
    byId("audit-page").hidden = false;
    byId("audit-trouble").replaceChildren();
    onSession();
  }

  function askForKey(message) {
    close();
    byId("audit-sign-in").hidden = false;
    byId("audit-sign-in-error").textContent = message;
    byId("audit-key").value = "";
    byId("audit-key").focus();
    onSession();
  }

  function refuse(error) {
    session.forget("audit");
    askForKey(error.message);
  }

  function close() {
    round += 1;
    questions = null;
    byId("audit-page").hidden = true;
    byId("audit-ask").hidden = true;
    byId("audit-result").hidden = true;
    byId("audit-answer").replaceChildren();
  }

  function offer() {
    const options = [...questions.values()].map(({ name, title }) => el("option", { value: name }, title));
    byId("audit-query").replaceChildren(...options);
    byId("audit-ask").hidden = false;
    showParameters();
  }

  function showParameters() {
    const question = questions.get(byId("audit-query").value);
    const fields = names(question).map((name) => parameterField(name, isNeeded(question, name)));
    byId("audit-parameters").replaceChildren(...fields);
    byId("audit-parameters").hidden = fields.length === 0;
  }

  async function ask() {
    const mine = ++round;
    const question = questions.get(byId("audit-query").value);
    const parameters = { ...period(), ...chosen(question) };
    byId("audit-result").hidden = false;
    byId("audit-result").setAttribute("aria-busy", "true");
    byId("audit-result-title").textContent = question.title;
    say(mine, "Asking …");
    try {
      const answer = await patiently(question.name, parameters, () => mine === round);
      if (mine !== round) return;
      byId("audit-answer").replaceChildren();
      answerOf(answer, byId("audit-answer"));
      byId("audit-status").textContent = `${rowsOf(answer)}.`;
    } catch (error) {
      if (mine !== round) return;
      if (error.isAboutKey) refuse(error);
      else byId("audit-answer").replaceChildren(errorNotice(error, ask));
    } finally {
      if (mine === round) byId("audit-result").removeAttribute("aria-busy");
    }
  }

  function say(mine, words) {
    if (mine !== round) return;
    byId("audit-status").textContent = words;
    byId("audit-answer").replaceChildren(el("div", { class: "notice" }, el("p", {}, words)));
  }

  /** Asks again, of the same period, while the service says that its engine works on it. */
  async function patiently(name, parameters, isCurrent) {
    const end = Date.now() + PATIENCE;
    for (;;) {
      try {
        return await api.audit(name, parameters);
      } catch (error) {
        if (!error.retryAfter || !isCurrent() || Date.now() + error.retryAfter * 1_000 > end) throw error;
        say(round, `${error.advice} Asking again in ${error.retryAfter} s.`);
        await new Promise((resume) => setTimeout(resume, error.retryAfter * 1_000));
      }
    }
  }

  byId("audit-sign-in-form").onsubmit = async (submission) => {
    submission.preventDefault();
    session.remember("audit", byId("audit-key").value.trim());
    await load();
  };
  byId("audit-query").onchange = showParameters;
  for (const radio of byId("audit-form")["audit-period"]) radio.onchange = showBetween;
  byId("audit-form").onsubmit = (submission) => {
    submission.preventDefault();
    ask();
  };
  return { show, close };
}

const isOff = () =>
  el(
    "div",
    { class: "notice" },
    el("p", {}, el("strong", {}, "This Trackline keeps no audit trail.")),
    el("p", {}, "On this machine ", el("code", {}, "./trackline local --audit"), " records one; in the stack the parameter ", el("code", {}, "Audit"), " set to ", el("code", {}, "on"), " makes it."),
  );

/** The period has fields of its own; what else a question takes is one of these. */
function names(question) {
  const taken = (question.parameters ?? []).map((parameter) => parameter.name ?? parameter);
  return Object.keys(PARAMETERS).filter((name) => taken.includes(name));
}

function isNeeded(question, name) {
  const said = (question.parameters ?? []).find((parameter) => parameter.name === name)?.required;
  return said ?? (NEEDED[question.name] ?? []).includes(name);
}

function parameterField(name, needed) {
  const [label, hint] = PARAMETERS[name];
  const id = `audit-parameter-${name}`;
  const input = el("input", { id, type: "search", placeholder: hint, autocomplete: "off", autocapitalize: "off", spellcheck: "false", required: needed });
  return el("div", { class: "field" }, el("label", { for: id }, needed ? label : `${label} (optional)`), input);
}

function chosen(question) {
  const wanted = {};
  for (const name of names(question)) {
    const value = byId(`audit-parameter-${name}`).value.trim();
    if (value) wanted[name] = value;
  }
  const engine = byId("audit-engine").value;
  return engine ? { ...wanted, engine } : wanted;
}

/** The period is fixed here, so that asking again finds the execution that has begun. */
function period() {
  const length = byId("audit-form")["audit-period"].value;
  if (length === "") return { from: utc("audit-from"), to: utc("audit-to") };
  const to = Math.floor(Date.now() / 1_000);
  return { from: iso(to - Number(length)), to: iso(to) };
}

const iso = (seconds) => new Date(seconds * 1_000).toISOString().replace(".000Z", "Z");

/** The field has no zone, and seconds only where they are not 0. */
const utc = (id) => iso(Math.floor(Date.parse(`${byId(id).value}Z`) / 1_000));

function showBetween() {
  const between = byId("audit-form")["audit-period"].value === "";
  byId("audit-between").hidden = !between;
  for (const id of ["audit-from", "audit-to"]) byId(id).required = between;
  if (between && !byId("audit-to").value) {
    const now = Math.floor(Date.now() / 60_000) * 60;
    byId("audit-from").value = iso(now - 86_400).slice(0, 16);
    byId("audit-to").value = iso(now).slice(0, 16);
  }
}
