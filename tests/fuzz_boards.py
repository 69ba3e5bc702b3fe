"""What no schema can say about boards, for tests/fuzz_hooks.py: which numbers there are, and which names are taken.

As there, only well-formed values are replaced, each by another well-formed one. Whatever is to be taken away is made
first, so that everything else stays.
"""

import ipaddress
import json
import os
import re
import urllib.request
import uuid
from itertools import count

ORIGIN = os.environ["FUZZ_ORIGIN"]
ACCESS = os.environ["FUZZ_ACCESS"]
BASE = "/api/tickets"
LISTS = ("tickets", "projects", "columns", "tags", "contacts", "comments", "attachments")
# What members and parameters name, by the list in which it is.
NAMES = {
    "assignee": "people",
    "assignee_ids": "people",
    "reporter": "people",
    "column": "columns",
    "column_id": "columns",
    "project": "projects",
    "ticket": "tickets",
    "tag": "tags",
    "tag_ids": "tags",
    "tags": "tags",
    "contact_id": "contacts",
}
KEY = re.compile(r"\s*[A-Za-z]{2,10}\s*")
PASSWORD = "four horses at the gate"

KNOWN = {}
FRESH = count(1)
ADDRESSES = count()


def letters(number):
    text = "Q"
    for _ in range(6):
        text += chr(ord("A") + number % 26)
        number //= 26
    return text


def ask(path, body=None, form=None):
    headers = {"authorization": "Bearer " + ACCESS}
    data = None
    if form is not None:
        boundary = "b0undary"
        headers["content-type"] = "multipart/form-data; boundary=" + boundary
        data = form.replace("BOUNDARY", boundary).encode()
    elif body is not None:
        headers["content-type"] = "application/json"
        data = json.dumps(body).encode()
    request = urllib.request.Request(ORIGIN + BASE + path, headers=headers, data=data)
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)


def make(kind):
    """A new thing that nothing else needs."""
    fresh = letters(next(FRESH))
    if kind == "attachments":
        parts = [
            'Content-Disposition: form-data; name="ticket"\r\n\r\n' + str(KNOWN["tickets"][0]),
            'Content-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\nfuzzed',
        ]
        form = "".join("--BOUNDARY\r\n" + part + "\r\n" for part in parts) + "--BOUNDARY--\r\n"
        return ask("/attachments/", form=form)["id"]
    body = {
        "tickets": lambda: {"name": fresh, "column": KNOWN["columns"][0]},
        "projects": lambda: {"name": fresh, "key": fresh},
        "columns": lambda: {"name": fresh, "project": KNOWN["projects"][0]},
        "tags": lambda: {"name": fresh, "project": KNOWN["projects"][0]},
        "contacts": lambda: {"name": fresh, "email": fresh + "@example.com"},
        "comments": lambda: {"ticket": KNOWN["tickets"][0], "content": fresh},
    }[kind]()
    return ask(f"/{kind}/", body)["id"]


def look_up():
    KNOWN["projects"] = [make("projects")]
    KNOWN["columns"] = [column["id"] for column in ask(f"/columns/?project={KNOWN['projects'][0]}")]
    KNOWN["people"] = [1, 2, 3]
    for kind in ("tickets", "tags", "contacts", "comments", "attachments"):
        KNOWN[kind] = [make(kind) for _ in range(3)]


def is_number(value):
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def one_of(kind, value):
    if isinstance(value, list):
        return [one_of(kind, item) for item in value]
    return KNOWN[kind][value % len(KNOWN[kind])] if is_number(value) else value


def mend_path(case, kind):
    for name, value in (case.path_parameters or {}).items():
        # As they stand in paths numbers may be texts.
        number = int(value) if isinstance(value, str) and value.isascii() and value.isdigit() else value
        if not is_number(number) or number % 4 == 0:
            continue
        case.path_parameters[name] = make(kind) if case.method == "DELETE" else one_of(kind, number)


def mend_members(members):
    for name in members.keys() & NAMES.keys():
        members[name] = one_of(NAMES[name], members[name])


def is_filled(value):
    return isinstance(value, str) and value.strip() != "" and "\0" not in value


def mend_names(body, kind):
    if kind in ("columns", "tags") and is_filled(body.get("name")) and len(body["name"]) <= 100:
        body["name"] = letters(next(FRESH))
    if isinstance(body.get("key"), str) and KEY.fullmatch(body["key"]):
        body["key"] = letters(next(FRESH))
    # A card's project is its column's.
    if kind == "tickets" and is_number(body.get("project")):
        body["project"] = KNOWN["projects"][0]
    if kind == "columns" and isinstance(body.get("order"), list):
        for entry in body["order"]:
            if isinstance(entry, dict):
                entry["id"] = one_of("columns", entry.get("id"))


def mend_registration(body):
    fresh = uuid.uuid4().hex
    if is_filled(body.get("username")) and is_filled(body.get("email")) and is_filled(body.get("password")):
        body["username"], body["email"], body["password"] = fresh, fresh + "@example.com", PASSWORD
        if is_filled(body.get("password_confirm")):
            body["password_confirm"] = PASSWORD
    key = body.get("project_key")
    if isinstance(key, str) and KEY.fullmatch(key):
        body["project_key"] = letters(next(FRESH))


def mend(case):
    if not KNOWN:
        look_up()
    path = case.operation.path
    if path.startswith(BASE + "/auth/"):
        case.headers["X-Forwarded-For"] = str(ipaddress.IPv4Address(0x0B000000 + next(ADDRESSES)))
        if isinstance(case.body, dict) and path.endswith("/register/"):
            mend_registration(case.body)
        if isinstance(case.body, dict) and path.endswith("/login/"):
            if is_filled(case.body.get("username")) and is_filled(case.body.get("password")):
                case.body["username"], case.body["password"] = "admin", "admin"
        return
    kind = path.removeprefix(BASE + "/").split("/")[0]
    if kind in LISTS:
        mend_path(case, kind)
    if isinstance(case.query, dict):
        mend_members(case.query)
    if isinstance(case.body, dict):
        mend_members(case.body)
        mend_names(case.body, kind)
        if case.body.get("file") == b"":
            case.body["file"] = b"fuzzed"
