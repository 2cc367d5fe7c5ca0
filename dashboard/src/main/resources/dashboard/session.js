const KEY = "trackline.read_key";
const FRAGMENT = "read_key";

export const readKey = () => sessionStorage.getItem(KEY);
export const remember = (key) => sessionStorage.setItem(KEY, key);
export const forget = () => sessionStorage.removeItem(KEY);

/**
 * Finds a read key: in the address's fragment (which never leaves the browser), in this tab's storage, or from a
 * Trackline on this machine, which signs its visitor in.
 */
export async function begin() {
  const given = new URLSearchParams(location.hash.slice(1)).get(FRAGMENT);
  if (given) {
    remember(given);
    history.replaceState(null, "", location.pathname + location.search);
  }
  const local = isLoopback() ? await localSession() : null;
  if (local?.read_key && !readKey()) remember(local.read_key);
  return { key: readKey(), examples: local?.example_users ?? [] };
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
