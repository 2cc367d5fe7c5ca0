// Sends the calls of a file by a client that speaks Segment's protocol and is not Segment's, and
// ends when it was told of each that it was taken.
//
// Usage: node others.cjs CLIENT URL WRITE_KEY CALLS, with NODE_PATH where the clients are
"use strict";

const fs = require("node:fs");

const [client, url, writeKey, file] = process.argv.slice(2);

/** Each answers a function that sends a call, and resolves when the client is done with it. */
const CLIENTS = {
  rudder() {
    const Analytics = require("@rudderstack/rudder-sdk-node");
    const analytics = new Analytics(writeKey, { dataPlaneUrl: url, flushInterval: 200, logLevel: "none" });
    return (call, message) =>
      new Promise((resolve, reject) =>
        analytics[call](message, (error) => (error ? reject(error) : resolve())),
      );
  },
  "customerio-cdp"() {
    const { Analytics } = require("@customerio/cdp-analytics-node");
    const analytics = new Analytics({ host: url, writeKey, flushInterval: 200 });
    return (call, message) =>
      new Promise((resolve, reject) =>
        analytics[call](message, (error) => (error ? reject(error) : resolve())),
      );
  },
  customerio() {
    const { PipelinesClient } = require("customerio-node");
    const client = new PipelinesClient(writeKey, { url: url + "/v1" });
    return (call, message) => client[call](message);
  },
};

const send = CLIENTS[client]();
const calls = JSON.parse(fs.readFileSync(file, "utf8")).map(({ call, native, ...message }) => {
  if (message.timestamp) {
    message.timestamp = new Date(message.timestamp);
  }
  return send(call, message);
});
Promise.all(calls).then(
  () => process.exit(0),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
