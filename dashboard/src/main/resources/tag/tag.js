// Trackline's tag. README.md says how it is used.
(() => {
  const script = document.currentScript;
  const early = window.trackline;
  if (!script || (early && early.identify)) return;

  const off = /^(1|yes)$/.test(navigator.doNotTrack || window.doNotTrack) || navigator.globalPrivacyControl;
  const url = new URL("v1/tag", script.src);
  const memory = {};
  const waiting = [];
  let page, path;
  let referrer = document.referrer;

  // What goes wrong in here is no trouble of the page.
  const safe = (call) => (...args) => {
    try {
      return call(...args);
    } catch (e) {}
  };

  // Memory has to do where the browser blocks its storage.
  const load = safe((name) => JSON.parse(safe(() => localStorage["trackline_" + name])() || memory[name]));

  const save = (name, value) => {
    memory[name] = JSON.stringify(value);
    safe(() => (localStorage["trackline_" + name] = memory[name]))();
    return value;
  };

  // Browsers have crypto.randomUUID on https only.
  const uuid = () =>
    "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (c) =>
      (c ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (c / 4)))).toString(16));

  // A session ends with half an hour of silence.
  const session = (now) => {
    const [id, last] = load("session") || [];
    return save("session", [now - last < 18e5 ? id : uuid(), now])[0];
  };

  // Without a fragment or a password.
  const here = () => location.origin + location.pathname + location.search;

  const record = safe((event_type, properties, event_name) => {
    if (off) return;
    const now = new Date();
    const event = {
      event_id: uuid(),
      anonymous_id: load("anonymous") || save("anonymous", uuid()),
      user_id: load("user") || undefined,
      session_id: session(+now),
      event_type,
      event_name,
      event_at: now,
      page_url: here(),
      page_path: location.pathname,
      referrer,
      properties
    };
    // Sent when the page's own code pauses: for a page that closes, a timer is too late.
    if (waiting.push(JSON.parse(JSON.stringify(event))) < 2) Promise.resolve().then(flush);
  });

  const flush = () => {
    while (waiting[0]) post(waiting.splice(0, 50), 0);
  };

  // Up to 64 KB outlive their page.
  const post = safe((batch, tries) => {
    const body = JSON.stringify({ writeKey: script.dataset.writeKey, sent_at: new Date(), batch });
    fetch(url, { method: "POST", body, keepalive: body.length < 2e4 })
      .then(({ status }) => status < 500 && status != 429, () => false)
      .then(safe((done) => done || tries > 5 || retry(batch, tries + 1)));
  });

  // Stored: the next page sends it if this one is gone.
  const retry = (batch, tries) => {
    save("failed", [...(load("failed") || []), [batch, tries]].slice(-20));
    setTimeout(resend, 1e3 << tries);
  };

  const resend = safe(() => {
    const failed = load("failed") || [];
    save("failed", []);
    failed.forEach(([batch, tries]) => post(batch, tries));
  });

  const view = (properties) => {
    if (page) referrer = page;
    page = here();
    path = location.pathname;
    record("page", properties);
  };

  const moved = () => location.pathname == path || view();

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
    off || save("user", id);
    record("identify", { traits });
  });
  api.reset = () => ["user", "anonymous", "session"].forEach((name) => save(name, null));
  api.push = safe((call) => call(api));

  if (!off) {
    resend();
    const first = () => view({ title: document.title });
    // A page that the browser loads ahead is not seen yet.
    document.prerendering ? document.addEventListener("prerenderingchange", first) : first();
    for (const name of ["pushState", "replaceState"]) {
      const change = history[name];
      history[name] = function (...args) {
        change.apply(this, args);
        moved();
      };
    }
    addEventListener("popstate", moved);
    addEventListener("pageshow", ({ persisted }) => persisted && record("page"));
    for (const type of ["click", "auxclick"]) addEventListener(type, clicked, true);
  }
  if (Array.isArray(early)) early.forEach(api.push);
})();
