// Trackline's tag: see README.md.
(() => {
  const script = document.currentScript;
  const early = window.trackline;
  if (!script || (early && early.identify)) return;

  const off = /^(1|yes)$/.test(navigator.doNotTrack || window.doNotTrack) || navigator.globalPrivacyControl;
  const url = new URL("v1/tag", script.src);
  const waiting = [];
  let page, path, busy, wake;
  let referrer = document.referrer;
  let pause = 500;
  let turn = 0;

  // Errors are no trouble of the page.
  const safe = (call) => (...args) => {
    try {
      return call(...args);
    } catch (e) {}
  };

  // Memory, where storage is blocked or full.
  let store = safe(() => localStorage)() || {};
  const load = safe((name) => JSON.parse(store[name]));

  const save = (name, value) => {
    const text = JSON.stringify(value);
    try {
      store.setItem(name, text);
    } catch (e) {
      store = { ...store, [name]: text };
    }
    return value;
  };

  // On http too.
  const newId = () => crypto.getRandomValues(new Uint32Array(4)).join("-");

  const session = (now) => {
    const [id, last] = load("trackline_session") || [];
    return save("trackline_session", [now - last < 18e5 ? id : newId(), now])[0];
  };

  // Where a router keeps its path; any other fragment may be a secret.
  const route = () => ("hashRoutes" in script.dataset && /^#!?\/[^?]*/.exec(location.hash)) || "";

  const place = () => location.pathname + route();

  const here = () => location.origin + location.pathname + location.search + route();

  // The query's count before the fragment's.
  const campaign = () => {
    const found = {};
    const sent = location.hash.replace(/[?#]/g, "&") + location.search.replace("?", "&");
    for (const [name, value] of new URLSearchParams(sent))
      if (value && /^utm_(source|medium|campaign|term|content)$/.test(name)) found[name] = value;
    return found;
  };

  const record = safe((event_type, properties, event_name) => {
    if (off) return;
    const now = new Date();
    const event = {
      event_id: newId(),
      anonymous_id: load("trackline_anonymous") || save("trackline_anonymous", newId()),
      user_id: load("trackline_user") || undefined,
      session_id: session(+now),
      event_type,
      event_name,
      event_at: now,
      page_url: here(),
      page_path: place().replace(/.*#!?/, ""),
      referrer,
      properties
    };
    // No timer: the page may close.
    if (waiting.push(JSON.parse(JSON.stringify(event))) < 2) Promise.resolve().then(flush);
  });

  const flush = () => {
    while (waiting[0]) {
      const batch = waiting.splice(0, 8);
      const name = "trackline_failed" + batch[0].event_at + batch[0].event_id;
      if (pause > 500) keep(name, batch);
      post(name, batch).then(resend);
    }
  };

  const post = async (name, batch) => {
    const body = JSON.stringify({ writeKey: script.dataset.writeKey, sent_at: new Date(), batch });
    // Unread, it counts to the 64 KB.
    const { status } = await fetch(url, { method: "POST", body, keepalive: body.length < 2e4 })
      .then((answer) => answer.text().then(() => answer))
      .catch(() => 0);
    if (!(status < 500) || status == 429) return keep(name, batch);
    delete store[name];
    pause = 500;
    if (wake) wake();
    return true;
  };

  const failed = () => Object.keys(store).filter((name) => /^trackline_f/.test(name)).sort();

  // Tabs share the storage; the oldest give way.
  const keep = (name, batch) => {
    save(name, batch);
    let space = 5e5;
    for (const name of failed().reverse()) if ((space -= store[name].length) < 0) delete store[name];
  };

  // In turn: one may fail for ever.
  const resend = async (done) => {
    if (busy) return;
    busy = true;
    for (;;) {
      if (!done) await new Promise((end) => setTimeout((wake = end), Math.min((pause *= 2), 6e4)));
      const names = failed();
      const name = names[turn++ % names.length];
      if (!name) break;
      done = await post(name, load(name));
    }
    busy = false;
  };

  const view = (properties) => {
    if (page) referrer = page;
    page = here();
    path = place();
    record("page", { ...properties, ...campaign() });
  };

  const moved = () => place() == path || view();

  const clicked = safe(({ target, button }) => {
    const marked = button < 2 && target.closest("[data-trackline-click]");
    if (!marked) return;
    const properties = {};
    for (const { name, value } of marked.attributes) {
      const [, key] = name.split("data-trackline-");
      if (key) properties[key == "click" ? "target" : key.replace(/-/g, "_")] = value;
    }
    record("click", properties, properties.target);
  });

  const api = (window.trackline = (name, properties) => record("track", properties, name));
  api.track = api;
  api.identify = safe((id, traits) => {
    off || save("trackline_user", id);
    record("identify", { traits });
  });
  api.reset = () => {
    for (const name of ["user", "anonymous", "session"]) delete store["trackline_" + name];
  };
  api.push = safe((call) => call(api));

  // Before the first page, which is then of whom they identify.
  if (Array.isArray(early)) early.forEach(api.push);

  if (!off) {
    resend(true);
    const first = () => view({ title: document.title });
    document.prerendering ? document.addEventListener("prerenderingchange", first) : first();
    for (const name of ["pushState", "replaceState"]) {
      const change = history[name];
      history[name] = function (...args) {
        change.apply(this, args);
        moved();
      };
    }
    for (const type of ["popstate", "hashchange"]) addEventListener(type, moved);
    addEventListener("pageshow", ({ persisted }) => persisted && record("page"));
    for (const type of ["click", "auxclick"]) addEventListener(type, clicked, true);
  }
})();
