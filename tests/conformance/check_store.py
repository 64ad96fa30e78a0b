#!/usr/bin/env python3
"""Compares what a Mailweir has kept with what a dialogue says. Reads the dialogue as smtp-replay.py --check gives it
from standard input; MAILWEIR_URL is where the API is. Exit status 0: they agree; otherwise the differences are printed.
"""

import base64
import hashlib
import http.client
import json
import os
import sys
import urllib.parse

connection = http.client.HTTPConnection(urllib.parse.urlsplit(os.environ["MAILWEIR_URL"]).netloc, timeout=30)


def get(path):
    connection.request("GET", path)
    response = connection.getresponse()
    body = response.read()
    if response.status != 200:
        sys.exit(f"GET {path}: {response.status} {body[:200]!r}")
    return body


def kept_messages():
    """All of them in detail, oldest first."""
    summaries, cursor = [], ""
    while cursor is not None:
        page = json.loads(get("/api/messages?limit=500" + (f"&cursor={urllib.parse.quote(cursor)}" if cursor else "")))
        summaries += page["messages"]
        cursor = page["next"]
    return [json.loads(get(f"/api/messages/{summary['id']}")) for summary in reversed(summaries)]


def same_parameters(kept, wanted):
    """Keywords and values in any case of letters; a parameter without a value is kept with an empty one."""
    found = {parameter["name"].upper(): parameter["value"].casefold() for parameter in kept}
    return found == {name.upper(): (value or "").casefold() for name, value in wanted.items()}


def differences(message, wanted):
    """What is wrong with this message, in words."""
    envelope = message["envelope"]
    recipients = [recipient["address"] for recipient in envelope["recipients"]]
    recipient_parameters = [recipient["parameters"] for recipient in envelope["recipients"]]
    raw = get(f"/api/messages/{message['id']}/raw")
    checks = {
        "rcpt_to": lambda value: recipients == value,
        "rcpt_count": lambda value: len(recipients) == value,
        "size": lambda value: len(raw) == value and message["size"] == value,
        "sha256": lambda value: hashlib.sha256(raw).hexdigest() == value,
        "raw": lambda value: raw == value.encode(),
        "raw_b64": lambda value: raw == base64.b64decode(value),
        "raw_any": lambda value: raw.decode() in value,
        "mail_params": lambda value: same_parameters(envelope["mail_parameters"], value),
        "rcpt_params": lambda value: all(map(same_parameters, recipient_parameters, value)),
        "mail_from": lambda value: envelope["mail_from"] == value,
    }
    unknown = wanted.keys() - checks.keys()
    wrong = [key for key in wanted if key not in unknown and not checks[key](wanted[key])]
    return [f"{key} is not {str(wanted[key])[:200]!r}" for key in wrong] + [f"{key} cannot be checked" for key in unknown]


def main():
    dialogue = json.load(sys.stdin)
    kept = {}
    for message in kept_messages():
        kept.setdefault(message["envelope"]["mail_from"], []).append(message)
    problems = [f"a message of {sender} was stored" for sender in dialogue["not_stored"] if sender in kept]
    for wanted in dialogue["stored"]:
        candidates = kept.get(wanted["mail_from"], [])
        found = [differences(message, wanted) for message in candidates]
        if not found:
            problems.append(f"no message of {wanted['mail_from']!r} was stored")
        elif [] not in found:
            problems.append(f"the message of {wanted['mail_from']!r}: " + "; ".join(found[-1]))
        expected = sum(other["mail_from"] == wanted["mail_from"] for other in dialogue["stored"])
        if len(candidates) > expected:
            problems.append(f"{len(candidates)} messages of {wanted['mail_from']!r} were stored instead of {expected}")
    print("\n".join(problems))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
