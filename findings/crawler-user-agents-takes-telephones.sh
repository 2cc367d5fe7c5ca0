#!/usr/bin/env bash
# Package:  crawler-user-agents 1.60.0 (npm); isbot 5.2.3 (npm) for comparison
# What:     two of its patterns fit telephones that people browse with. One is a build of Android 15, AP3A\.240617\.008, which
#           makers ship to their buyers; the other is the mark of Facebook's in-app browser, MetaIAB Facebook. Who flags
#           bots by all of its patterns flags these people. isbot flags neither.
# Seen:     AP3A\.240617\.008 fits a browser
#           MetaIAB Facebook fits a browser
# Exit:     0 while this is so, 1 when it has changed. Needs Node.js with npm.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts crawler-user-agents@1.60.0 isbot@5.2.3 >/dev/null
cat > look.mjs <<'EOF'
import { readFileSync } from "node:fs";
import { isbot } from "isbot";
const crawlers = JSON.parse(readFileSync("node_modules/crawler-user-agents/crawler-user-agents.json", "utf8"));
const chrome = "AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/142.0.7444.142 Mobile Safari/537.36";
const people = [
  ["AP3A\\.240617\\.008", `Mozilla/5.0 (Linux; Android 15; CPH2557 Build/AP3A.240617.008; wv) ${chrome}`],
  ["MetaIAB Facebook", `Mozilla/5.0 (Linux; Android 16; Pixel 10 Build/CP1A.260305.018; wv) ${chrome} MetaIAB Facebook`],
];
for (const [pattern, userAgent] of people) {
  const fitting = crawlers.map((crawler) => crawler.pattern).filter((p) => new RegExp(p).test(userAgent));
  if (fitting.join() !== pattern || isbot(userAgent)) {
    console.log(`changed: ${fitting.join()}, isbot ${isbot(userAgent)}`);
    process.exit(1);
  }
  console.log(`${pattern} fits a browser`);
}
EOF
node look.mjs
