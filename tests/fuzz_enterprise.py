"""What no schema can say about the enterprise API, for tests/fuzz_hooks.py: which numbers there are, which names are taken,
and which cursors were given out: none.

As there, only well-formed values are replaced, each by another well-formed one. Whatever is to be taken away is made
first, so that everything else stays.
"""

import ipaddress
import json
import math
import os
import re
import urllib.error
import urllib.request
from itertools import count

ORIGIN = os.environ["FUZZ_ORIGIN"]
ACCESS = os.environ["FUZZ_DESK"]
ROOTS = (
    "/auth/", "/tickets", "/comments", "/attachments", "/departments", "/approvals", "/sla", "/webhooks", "/events", "/reports",
    "/notifications",
)
# What lies at a path, by the list in which it is.
PATHS = {
    "/tickets/": "tickets",
    "/comments/ticket/": "tickets",
    "/attachments/ticket/": "tickets",
    "/attachments/": "attachments",
    "/departments/": "departments",
    "/approvals/policies/": "policies",
    "/sla/policies/": "levels",
    "/webhooks/": "webhooks",
    "/notifications/": "notifications",
}
# What members and parameters name.
NAMES = {
    "assigned_to_id": "people",
    "created_by_id": "people",
    "manager_id": "people",
    "department_id": "departments",
    "delegated_to_id": "people",
    "delegate_to_id": "people",
    "delegate_to": "people",
    "delegate_to_user_id": "people",
    "approver_id": "people",
}
PEOPLE = [1, 2, 3]
# Nobody listens there, and calls are allowed to go there while this runs.
NOWHERE = "http://127.0.0.1:9/"
ADDRESS = re.compile(r"https?://[!-~]+", re.IGNORECASE)
CURSOR = re.compile(r"[A-Za-z0-9_-]{1,4000}")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}([Tt ].+)?")
CLOCK = re.compile(r"(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)")
WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MOST_OF_FILTERS = 2000
MOST_OF_ZONE = 64

KNOWN = {}
FRESH = count(1)
ADDRESSES = count()


def address():
    return str(ipaddress.IPv4Address(0x0C000000 + next(ADDRESSES)))


def ask(path, body=None, form=None, access=ACCESS):
    headers = {"x-forwarded-for": address()}
    if access is not None:
        headers["authorization"] = "Bearer " + access
    data = None
    if form is not None:
        headers["content-type"] = "multipart/form-data; boundary=b0undary"
        data = form.encode()
    elif body is not None:
        headers["content-type"] = "application/json"
        data = json.dumps(body).encode()
    request = urllib.request.Request(ORIGIN + path, headers=headers, data=data)
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)["data"]


def fresh(kind):
    return f"{kind} {next(FRESH)} of {os.getpid()}"


def make(kind):
    """A new thing that nothing else needs."""
    if kind == "tickets":
        return ask("/tickets", {"title": fresh("Ticket"), "description": "Fuzzed"})["id"]
    if kind == "departments":
        return ask("/departments", {"name": fresh("Department")})["id"]
    if kind == "policies":
        steps = [{"approver_type": "department_manager"}]
        return ask("/approvals/policies", {"name": fresh("Policy"), "steps": steps, "active": False})["id"]
    if kind == "levels":
        return ask("/sla/policies", {"name": fresh("Level"), "resolution_minutes": 60, "active": False})["id"]
    if kind == "webhooks":
        told = {"url": NOWHERE, "events": ["ticket.created"], "active": False}
        return ask("/webhooks", told)["id"]
    part = 'Content-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\nfuzzed'
    form = "--b0undary\r\n" + part + "\r\n--b0undary--\r\n"
    return ask(f"/attachments/ticket/{KNOWN['tickets'][0]}/upload", form=form)["id"]


def look_up():
    KNOWN["people"] = PEOPLE
    for kind in ("tickets", "departments", "attachments", "policies", "levels", "webhooks"):
        KNOWN[kind] = [make(kind) for _ in range(3)]
    # Nobody is told of what they do themselves, so there are only those of the demo data, if any.
    KNOWN["notifications"] = [one["id"] for one in ask("/notifications?size=5")["items"]] or [10**9]


def session():
    """A pair of tokens, unless somebody signed in too often just now."""
    body = {"username": "admin", "password": "admin"}
    try:
        return ask("/auth/login", body, access=None)
    except urllib.error.HTTPError:
        return {"access_token": "none", "refresh_token": "none"}


def spare(kind):
    """A thing that may go: a new one, unless there are as many as may be."""
    try:
        return make(kind)
    except urllib.error.HTTPError as refused:
        if refused.code != 422:
            raise
        return KNOWN[kind][-1]


def is_number(value):
    return isinstance(value, int) and not isinstance(value, bool)


def is_filled(value):
    return isinstance(value, str) and value.strip() != "" and "\0" not in value


def one_of(kind, value):
    return KNOWN[kind][value % len(KNOWN[kind])] if is_number(value) else value


def mend_path(case):
    kinds = [kind for path, kind in PATHS.items() if case.operation.path.startswith(path)]
    number = (case.path_parameters or {}).get("id")
    # As they stand in paths numbers may be texts, and those of webhooks have a sign before them.
    if kinds == ["webhooks"] and isinstance(number, str):
        number = number.removeprefix("wh_")
    number = int(number) if isinstance(number, str) and number.isascii() and number.isdigit() else number
    if not kinds or not is_number(number) or number < 1:
        return
    if case.method == "DELETE":
        # A fourth finds nothing.
        case.path_parameters["id"] = spare(kinds[0]) if number % 4 else 10**9 + number
    elif number % 4:
        case.path_parameters["id"] = one_of(kinds[0], number)


def mend_members(members, least):
    for name in members.keys() & NAMES.keys():
        if is_number(members[name]) and members[name] >= least:
            members[name] = one_of(NAMES[name], members[name])


def mend_report(query):
    """A period must end after it begins, and what the schema calls a text is read as JSON."""
    begin, end = query.get("start_date"), query.get("end_date")
    if DAY.fullmatch(str(begin)) and (end is None or DAY.fullmatch(str(end))):
        query["end_date"] = begin
    if isinstance(query.get("filters"), str) and len(query["filters"]) <= MOST_OF_FILTERS:
        query["filters"] = '{"status": "open", "priority": ["low", "high"]}'


def mend_session(case):
    case.headers["X-Forwarded-For"] = address()
    path = case.operation.path
    body = case.body if isinstance(case.body, dict) else {}
    if path == "/auth/login" and is_filled(body.get("username")) and is_filled(body.get("password")):
        body["username"], body["password"] = "admin", "admin"
    if path == "/auth/refresh" and is_filled(body.get("refresh_token")):
        body["refresh_token"] = session()["refresh_token"]


def owns(path):
    return path.startswith(ROOTS)


def mend_form(body):
    """Only what a client of the vendor's sends: names of parts are no texts that a form could hold. Nor can it hold anything
    but texts, so what is wrong for being none is made wrong in another way."""
    if not isinstance(body.get("description", ""), str):
        body.pop("description")
        body.pop("file", None)
        return
    for name in body.keys() - {"file", "description", "is_internal"}:
        del body[name]
    file = body.get("file")
    if getattr(file, "data", file) in (b"", ""):
        body["file"] = b"fuzzed"


def mend(case):
    if not KNOWN:
        look_up()
    if case.operation.path in ("/auth/login", "/auth/refresh"):
        mend_session(case)
    else:
        mend_request(case)
    # What was replaced is as good or as bad as before. Else a form, in which the generator's own validator sees no text, would
    # count as bad from now on.
    case._sync_validated_hashes()


def mend_policy(body):
    """Who a step means is named as its sort demands. No policy counts, so that tickets go on as they do without."""
    if "active" in body and isinstance(body["active"], bool):
        body["active"] = False
    steps = body.get("steps")
    for step in steps if isinstance(steps, list) else ():
        if not isinstance(step, dict):
            continue
        mend_members(step, -math.inf)
        if step.get("approver_type") == "user" and step.get("approver_id") is None:
            step["approver_id"] = PEOPLE[0]
        if step.get("approver_type") == "role" and step.get("approver_role") is None:
            step["approver_role"] = "admin"


def is_part(part):
    if not isinstance(part, dict) or part.get("day") not in WEEK:
        return False
    return all(isinstance(part.get(name), str) and CLOCK.fullmatch(part[name]) for name in ("from", "to"))


def mend_level(body):
    """Parts of days end after they begin, and a time zone is one that there is. Nothing is promised, so that tickets go on as
    they do without."""
    if isinstance(body.get("active"), bool):
        body["active"] = False
    zone = body.get("time_zone")
    if isinstance(zone, str) and len(zone) <= MOST_OF_ZONE and "\0" not in zone:
        body["time_zone"] = "Europe/Berlin"
    hours = body.get("business_hours")
    if isinstance(hours, list) and 0 < len(hours) <= 100 and all(is_part(part) for part in hours):
        body["business_hours"] = [{"day": "monday", "from": "09:00", "to": "17:00"}]


def mend_handing_on(case):
    """Whoever hands something on says to whom. Who that may be depends on who asked for it and who decides, so it is about
    nothing that is there."""
    if case.body.get("delegated_to_id") is None:
        case.body["delegated_to_id"] = PEOPLE[0]
    if "id" in (case.path_parameters or {}):
        case.path_parameters["id"] = 10**9


def mend_webhook(body):
    """Addresses may be called, and spans end after they begin."""
    if isinstance(body.get("url"), str) and len(body["url"]) <= 2000 and ADDRESS.fullmatch(body["url"]):
        body["url"] = NOWHERE
    if all(isinstance(body.get(name), str) and DAY.fullmatch(body[name]) for name in ("since", "until")):
        body["since"], body["until"] = "2023-12-01", "2023-12-02"


def mend_request(case):
    mend_path(case)
    if isinstance(case.query, dict):
        # Parameters that are less than 1 are none; members of bodies are numbers of nothing.
        mend_members(case.query, 1)
        if CURSOR.fullmatch(str(case.query.get("cursor", ""))):
            del case.query["cursor"]
        if case.operation.path.startswith("/reports/"):
            mend_report(case.query)
    if isinstance(case.body, dict):
        mend_members(case.body, -math.inf)
        if case.operation.path.startswith("/approvals/policies"):
            mend_policy(case.body)
        elif case.operation.path.startswith("/approvals"):
            if case.body.get("action") == "delegate":
                mend_handing_on(case)
        elif case.operation.path.startswith("/sla"):
            mend_level(case.body)
        elif case.operation.path.startswith("/webhooks"):
            mend_webhook(case.body)
        if case.operation.path.startswith("/departments") and is_filled(case.body.get("name")):
            if len(case.body["name"]) <= 255:
                case.body["name"] = fresh("Department")
        if case.operation.path.endswith("/upload"):
            mend_form(case.body)
