import * as session from "./session.js";

/** A call that brought no answer to show: what happened, and what the reader can do. */
export class ApiError extends Error {
  constructor(status, title, advice, retryAfter = 0) {
    super(`${title} ${advice}`);
    this.retryAfter = retryAfter;
    this.status = status;
    this.title = title;
    this.advice = advice;
  }

  get isAboutKey() {
    return this.status === 401 || this.status === 403;
  }
}

export const rollups = () => get("v1/rollups");
export const rollup = (name) => get(`v1/rollups/${encodeURIComponent(name)}`);

/** The user is a parameter: a browser takes `..` and the like out of a path. */
export function events(userId, { eventType, before, limit }) {
  const query = new URLSearchParams({ user_id: userId, person: true, limit });
  if (eventType) query.set("event_type", eventType);
  if (before) query.set("before", before);
  return get(`v1/users/events?${query}`);
}

export const auditQuestions = () => get("v1/audit", "audit");
export const audit = (name, parameters) =>
  get(`v1/audit/${encodeURIComponent(name)}?${new URLSearchParams(parameters)}`, "audit");

async function get(path, kind = "read") {
  let answer;
  try {
    answer = await fetch(path, {
      headers: { authorization: `Bearer ${session.key(kind)}`, accept: "application/json" },
      cache: "no-store",
      signal: AbortSignal.timeout(35_000),
    });
  } catch {
    throw new ApiError(0, "Trackline did not answer.", "Check that it is running and that you are online, then try again.");
  }
  const body = await answer.json().catch(() => null);
  if (!answer.ok || body === null) throw refusal(answer, body, kind);
  return { status: answer.status, ...body };
}

function refusal({ status, headers }, problem, kind) {
  const said = (problem?.errors ?? []).map((error) => error.detail).join(" ");
  switch (status) {
    case 401:
      return new ApiError(status, "This key is not known here.", `It may be of another kind, or have been rotated: take the current ${kind} key.`);
    case 403:
      return new ApiError(status, "This key may not do that.", `Its secret must give it the right ${kind}.`);
    case 400:
    case 422:
      return new ApiError(status, "That cannot be answered.", said || problem?.detail || "Check what you entered.");
    case 404:
      return new ApiError(status, "There is no such thing here.", "The page and the service may be of different versions: reload the page.");
    case 429:
      return new ApiError(status, "Too many requests at once.", "Wait a few seconds, then try again.");
    case 503:
      if (kind === "audit" && problem?.detail) {
        return new ApiError(status, "There is no answer yet.", problem.detail, Number(headers.get("retry-after")) || 0);
      }
    // falls through
    default:
      return new ApiError(status, "The service is in trouble.", "Nothing is lost. Try again in a few seconds; the function's log says why.");
  }
}
