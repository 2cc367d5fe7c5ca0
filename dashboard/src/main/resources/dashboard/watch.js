import * as api from "./api.js";

const FIRST_WAIT = 1_500;
const LONGEST_WAIT = 10_000;
const PATIENCE = 120_000;

/**
 * Follows one rollup: fetches it, and while the service computes a newer version asks again, less and less often.
 * Tells its listener {version, error, refreshing, late} after each answer.
 */
export function watch(name, listener) {
  let state = { version: null, error: null, refreshing: false, late: false };
  let timer = null;
  let round = 0;

  function tell(change) {
    state = { ...state, ...change };
    listener(state);
  }

  async function ask(thisRound, waited, wait) {
    try {
      const answer = await api.rollup(name);
      if (thisRound !== round) return;
      take(answer, thisRound, waited, wait);
    } catch (error) {
      if (thisRound === round) tell({ error, refreshing: false });
    }
  }

  function take(answer, thisRound, waited, wait) {
    const computed = answer.status !== 202;
    const version = computed ? { ...answer, seenAt: Date.now() } : state.version;
    const patient = waited < PATIENCE;
    tell({ version, error: null, refreshing: answer.stale && patient, late: answer.stale && !patient });
    if (answer.stale && patient) {
      timer = setTimeout(() => ask(thisRound, waited + wait, Math.min(wait * 1.4, LONGEST_WAIT)), wait);
    }
  }

  function start() {
    clearTimeout(timer);
    round += 1;
    return ask(round, 0, FIRST_WAIT);
  }

  function stop() {
    clearTimeout(timer);
    round += 1;
  }

  return { start, stop };
}

/** The age of a version now: what the service said, and the time since. */
export const ageOf = (version) => version.age_seconds + Math.floor((Date.now() - version.seenAt) / 1000);
