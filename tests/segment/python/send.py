"""Sends the calls of a file by Segment's own SDK, or by a copy of it that others keep, then says of each message what
became of it.

Usage: send.py URL WRITE_KEY CALLS plain|gzip [MODULE]
Prints one line a message: {"message": as the SDK sends it, "error": null or what the SDK said}.
"""

import importlib
import json
import logging
import sys
from datetime import date, datetime, timezone
from decimal import Decimal

host, write_key, calls, encoding, module = [*sys.argv[1:], "segment.analytics"][:5]
Client = importlib.import_module(module + ".client").Client
# The SDK logs what it also tells us.
logging.disable()

# What only Python has, as its users write it.
NATIVE = {
    "sdk_datetime": datetime(2026, 11, 20, 10, 0, 0, 123456, tzinfo=timezone.utc),
    "sdk_date": date(2026, 11, 20),
    "sdk_decimal": Decimal("19.99"),
    "sdk_integer": 2**100,
    "sdk_float": 1e-7,
    "sdk_sum": 0.1 + 0.2,
    "sdk_tuple": (1, "two"),
}
# The names of the calls' arguments.
ARGUMENTS = {
    "userId": "user_id",
    "anonymousId": "anonymous_id",
    "groupId": "group_id",
    "previousId": "previous_id",
    "messageId": "message_id",
}

errors = {}


def on_error(error, batch):
    said = {"code": getattr(error, "code", ""), "message": getattr(error, "message", str(error))}
    for message in batch:
        errors[message["messageId"]] = said


client = Client(write_key, host=host, gzip=encoding == "gzip", on_error=on_error, upload_interval=0.1)


def send(call):
    kind = call.pop("call")
    if call.pop("native", False):
        call["properties"].update(NATIVE)
    if "timestamp" in call:
        call["timestamp"] = datetime.fromisoformat(call["timestamp"].replace("Z", "+00:00"))
    taken, message = getattr(client, kind)(**{ARGUMENTS.get(name, name): value for name, value in call.items()})
    assert taken, call
    return message


with open(calls, encoding="utf-8") as file:
    messages = [send(call) for call in json.load(file)]
client.flush()
client.shutdown()
for message in messages:
    print(json.dumps({"message": message, "error": errors.get(message["messageId"])}, default=lambda value: value.isoformat()))
