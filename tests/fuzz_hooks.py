"""What no schema can say, for tests/fuzz: which ids there are, that an end comes after its start, and where from.

Only well-formed values are replaced, each by another well-formed one, so whatever is meant to be refused still is, and
what is meant to be good becomes good. A fourth of the tickets in paths is left as generated, to find nothing. What
boards need is in fuzz_boards.py, what the enterprise API needs in fuzz_enterprise.py.
"""

import ipaddress
import json
import os
import re
import urllib.request
from datetime import datetime, timedelta, timezone
from itertools import count

import fuzz_boards
import fuzz_enterprise
import schemathesis

ORIGIN = os.environ["FUZZ_ORIGIN"]
KEY = os.environ["FUZZ_KEY"]
TOKEN = os.environ["FUZZ_TOKEN"]
# Where other systems are, who reach only what they opened themselves.
INTEGRATION = "/functions/v1/integration-tickets"
UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:[0-5]\d(\.\d+)?)?Z")


def read(path):
    request = urllib.request.Request(ORIGIN + "/api/v1" + path, headers={"x-api-key": KEY})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)["data"]


def open_ticket(title):
    headers = {"authorization": "Bearer " + TOKEN, "content-type": "application/json"}
    body = json.dumps({"title": title}).encode()
    request = urllib.request.Request(ORIGIN + INTEGRATION + "/tickets", headers=headers, data=body)
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)["ticket"]["id"]


def ids(rows, name):
    return sorted({row[name] for row in rows if row[name] is not None})


def look_up():
    # The oldest are the demo data's, whatever another document's round has opened.
    tickets = read("/tickets?limit=100&sort=created_at&order=asc")
    people = ids(tickets, "entered_by") or ids(tickets, "assigned_to")
    known = {
        "ticket_id": ids(tickets, "ticket_id"),
        "work_item_id": ids(tickets, "ticket_id"),
        "client_id": ids(tickets, "client_id"),
        "contact_name_id": ids(tickets, "contact_name_id"),
        "board_id": ids(read("/boards"), "board_id"),
        "status_id": ids(read("/tickets/statuses"), "status_id"),
        "priority_id": ids(read("/tickets/priorities"), "priority_id"),
    }
    known |= {name: people for name in ("assigned_to", "closed_by", "watcher_user_ids")}
    missing = [name for name, found in known.items() if not found]
    assert not missing, f"the demo data has nothing for {missing}"
    return known


KNOWN = {}
# The tickets that the token opened.
OPENED = []
HOURS = count()
ADDRESSES = count()


def well_formed(value):
    return isinstance(value, str) and UUID.fullmatch(value) is not None


def one_of(found, value):
    if not well_formed(value):
        return value
    return found[int(value.replace("-", ""), 16) % len(found)]


def existing(name, value):
    return one_of(KNOWN[name], value)


def parsed(value):
    if not (isinstance(value, str) and MOMENT.fullmatch(value)):
        return None
    minutes = value[:16] + ":00+00:00"
    try:
        return datetime.fromisoformat(minutes)
    except ValueError:
        return None


def mend_ids(body):
    for name in body.keys() & KNOWN.keys():
        body[name] = existing(name, body[name])
    attributes = body.get("attributes")
    watchers = attributes.get("watcher_user_ids") if isinstance(attributes, dict) else None
    if isinstance(watchers, list):
        attributes["watcher_user_ids"] = [existing("watcher_user_ids", watcher) for watcher in watchers]


def mend_closing(body):
    if parsed(body.get("closed_at")):
        body["closed_at"] = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def mend_work(body):
    start, end = parsed(body.get("start_time")), parsed(body.get("end_time"))
    if start and end and end <= start:
        # Each span is of another hour, because times must not overlap.
        start = datetime(2020, 1, 1) + next(HOURS) * timedelta(hours=1)
        body["start_time"] = start.strftime("%Y-%m-%dT%H:%M:%SZ")
        body["end_time"] = (start + timedelta(minutes=30)).strftime("%Y-%m-%dT%H:%M:%SZ")
    # There are no tasks of projects, and a ticket must be named.
    if body.get("work_item_type") == "project_task":
        body["work_item_type"] = "ticket"
    if body.get("work_item_type") == "ticket" and body.get("work_item_id") is None:
        body["work_item_id"] = KNOWN["ticket_id"][0]


@schemathesis.hook
def before_call(context, case, kwargs):
    if case.operation.path.startswith(fuzz_boards.BASE):
        fuzz_boards.mend(case)
        return
    if fuzz_enterprise.owns(case.operation.path):
        fuzz_enterprise.mend(case)
        return
    if not KNOWN:
        KNOWN.update(look_up())
        OPENED.extend(open_ticket(f"Fuzzed {place}") for place in range(5))
    if "/mobile/auth/" in case.operation.path:
        case.headers["X-Forwarded-For"] = str(ipaddress.IPv4Address(0x0A000000 + next(ADDRESSES)))
    ticket = (case.path_parameters or {}).get("ticket_id")
    tickets = OPENED if case.operation.path.startswith(INTEGRATION) else KNOWN["ticket_id"]
    if well_formed(ticket) and int(ticket.replace("-", ""), 16) % 4:
        case.path_parameters["ticket_id"] = one_of(tickets, ticket)
    if isinstance(case.body, dict):
        mend_ids(case.body)
        mend_closing(case.body)
        if case.operation.path.endswith("/time-entries"):
            mend_work(case.body)
