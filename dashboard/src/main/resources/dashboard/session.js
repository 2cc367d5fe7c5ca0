const KINDS = { read: "read_key", audit: "audit_key" };

const stored = (kind) => `trackline.${KINDS[kind]}`;

/** The key of a kind, "read" or "audit"; null before it is given. */
export const key = (kind) => sessionStorage.getItem(stored(kind));
export const remember = (kind, value) => sessionStorage.setItem(stored(kind), value);
export const forget = (kind) => sessionStorage.removeItem(stored(kind));

let local = null;

/** Whether the page comes from `./trackline local`, to which commands are then to be given. */
export const isServedHere = () => local !== null;

/** The key of a kind that a Trackline on this machine has; undefined elsewhere. */
export const localKey = (kind) => local?.[KINDS[kind]];

/**
 * Finds keys: in the address's fragment (which never leaves the browser), in this tab's storage, or from a Trackline on
 * this machine, which signs its visitor in.
 */
export async function begin() {
  const given = new URLSearchParams(location.hash.slice(1));
  local = isLoopback() ? await localSession() : null;
  for (const [kind, name] of Object.entries(KINDS)) {
    if (given.has(name)) remember(kind, given.get(name));
    else if (local?.[name] && !key(kind)) remember(kind, local[name]);
  }
  if (given.has(KINDS.read) || given.has(KINDS.audit)) {
    history.replaceState(null, "", location.pathname + location.search + (given.has("audit") ? "#audit" : ""));
  }
  return { examples: local?.example_users ?? [] };
}

const isLoopback = () => ["localhost", "127.0.0.1", "[::1]"].includes(location.hostname);

async function localSession() {
  try {
    const answer = await fetch("local/session", { headers: { accept: "application/json" } });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}
