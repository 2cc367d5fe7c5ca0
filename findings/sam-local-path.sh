#!/usr/bin/env bash
# Package:  aws-sam-cli 1.170.0 (PyPI)
# What:     the event that `sam local start-api` builds for a REST API (payload 1.0, no "version") has its
#           path percent-decoded. A REST API on AWS hands the path over as it was sent; what decodes it there
#           is an HTTP API. So a function that decodes the path of a REST API, as it must on AWS, decodes it
#           twice under SAM: the id "a%2Fb", asked for as a%252Fb, is read as "a/b".
# Seen:     sent /v1/users/a%252Fb/events
#           REST API, payload 1.0: version None, path /v1/users/a%2Fb/events
#           HTTP API, payload 1.0: version 1.0, path /v1/users/a%2Fb/events
# Exit:     0 while this is so, 1 when it has changed.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check aws-sam-cli==1.170.0

"$folder/venv/bin/python" - <<'PYTHON'
import sys

from flask import Flask, request
from samcli.local.apigw.event_constructor import construct_v1_event
from samcli.local.apigw.route import Route

RULE = "/v1/users/<user_id>/events"
SENT = "/v1/users/a%252Fb/events"
ON_AWS = SENT

app = Flask("finding")
app.add_url_rule(RULE, endpoint=RULE, view_func=lambda user_id: "")

print("sent", SENT)
paths = {}
for name, kind in (("REST API", Route.API), ("HTTP API", Route.HTTP)):
    with app.test_request_context(SENT):
        event = construct_v1_event(request, 3000, [], api_type=kind)
    paths[name] = event["path"]
    print(f"{name}, payload 1.0: version {event.get('version')}, path {event['path']}")

decoded = "/v1/users/a%2Fb/events"
sys.exit(0 if paths == {"REST API": decoded, "HTTP API": decoded} and decoded != ON_AWS else 1)
PYTHON
