// Sends the calls of a file by Segment's own SDK, then says of each message what became of it.
//
// Usage: node send.cjs URL WRITE_KEY CALLS plain|gzip, with NODE_PATH where the SDK is
// Prints one line a message: {"message": as the SDK sends it, "error": null or what the SDK said}.
"use strict";

const fs = require("node:fs");
const zlib = require("node:zlib");
const { Analytics } = require("@segment/analytics-node");

const [host, writeKey, calls, encoding] = process.argv.slice(2);

// What only JavaScript has, as its users write it.
const NATIVE = {
  sdk_date: new Date(Date.UTC(2026, 10, 20, 10, 0, 0, 123)),
  sdk_float: 1e-7,
  sdk_large: 1e21,
  sdk_sum: 0.1 + 0.2,
  sdk_minus_zero: -0,
  sdk_undefined: undefined,
  sdk_nan: NaN,
};

/** The SDK has no option for gzip; its HTTP client may be replaced. */
function gzipped(url, request) {
  return fetch(url, {
    ...request,
    body: zlib.gzipSync(request.body),
    headers: { ...request.headers, "Content-Encoding": "gzip" },
  });
}

const analytics = new Analytics({
  host,
  writeKey,
  ...(encoding === "gzip" ? { httpClient: gzipped } : {}),
});
// Each callback tells of its own message; without a listener an error would end the process.
analytics.on("error", () => {});

function send({ call, native, ...message }) {
  if (native) {
    message.properties = { ...message.properties, ...NATIVE };
  }
  if (message.timestamp) {
    message.timestamp = new Date(message.timestamp);
  }
  return new Promise((resolve) => {
    analytics[call](message, (error, context) =>
      resolve({ message: context.event, error: error ? { message: error.message } : null }),
    );
  });
}

const outcomes = JSON.parse(fs.readFileSync(calls, "utf8")).map(send);
analytics
  .closeAndFlush({ timeout: 60000 })
  .then(() => Promise.all(outcomes))
  .then((all) => all.forEach((outcome) => console.log(JSON.stringify(outcome))));
