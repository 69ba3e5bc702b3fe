"""What no schema can say about boards, for tests/fuzz_hooks.py: which numbers and statuses there are, which names are
taken, and that a contact is named in the body or else in the query.

As there, only well-formed values are replaced, each by another well-formed one. Whatever is to be taken away is made
first, so that everything else stays. A fourth of the numbers in paths names nothing.
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
# Nobody could sign in for it here: other documents' rounds have signed the same account in as often as it may.
REFRESH = os.environ["FUZZ_REFRESH"]
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
# Numbers as texts.
DIGITS = re.compile(r"\s*\+?([0-9]+)(\.0*)?\s*")
USERNAME = re.compile(r"\s*[^\s\x00-\x1f\x7f-\x9f]{1,150}\s*")
EMAIL = re.compile(r"[^\s@\"(),:;<>\[\\\]]+@[^\s@]+\.[^\s@]+")
# The words for statuses that every tenant has.
STATUSES = (
    "new", "in_progress", "review", "done", "waiting", "pending_approval", "resolved", "closed", "blocked"
)
# More than anything has.
NOTHING = 10**6
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


def number(value):
    """The positive whole number that a value is or spells; nothing when it is none."""
    if isinstance(value, str):
        digits = DIGITS.fullmatch(value)
        value = int(digits[1]) if digits else None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else None


def one_of(kind, value):
    if isinstance(value, list):
        return [one_of(kind, item) for item in value]
    wanted = number(value)
    if wanted is None:
        return value
    found = KNOWN[kind][wanted % len(KNOWN[kind])]
    return str(found) if isinstance(value, str) else found


def mend_path(case, kind):
    for name, value in (case.path_parameters or {}).items():
        wanted = number(value)
        if wanted is None:
            continue
        if wanted % 4 == 0:
            case.path_parameters[name] = wanted + NOTHING
        elif case.method == "DELETE" and case.operation.path.endswith("/{id}/"):
            case.path_parameters[name] = make(kind)
        else:
            case.path_parameters[name] = one_of(kind, wanted)


def mend_members(members):
    for name in members.keys() & NAMES.keys():
        members[name] = one_of(NAMES[name], members[name])


def is_numeric(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def is_filled(value):
    return is_numeric(value) or (isinstance(value, str) and value.strip() != "" and "\0" not in value)


def is_secret(value):
    return is_numeric(value) or (isinstance(value, str) and value != "" and "\0" not in value)


def matches(pattern, value):
    return isinstance(value, str) and pattern.fullmatch(value) is not None


def status(value):
    return STATUSES[len(str(value)) % len(STATUSES)]


def mend_names(body, kind):
    if kind in ("columns", "tags") and is_filled(body.get("name")) and len(str(body["name"])) <= 100:
        body["name"] = letters(next(FRESH))
    if matches(KEY, body.get("key")):
        body["key"] = letters(next(FRESH))
    if kind == "tickets" and is_filled(body.get("status")) and len(str(body["status"])) <= 100:
        body["status"] = status(body["status"])
    # A card's project is its column's.
    if kind == "tickets" and number(body.get("project")) is not None:
        body["project"] = KNOWN["projects"][0]
    if kind == "columns" and isinstance(body.get("order"), list):
        for entry in body["order"]:
            if isinstance(entry, dict):
                entry["id"] = one_of("columns", entry.get("id"))


def mend_registration(body):
    fresh = uuid.uuid4().hex
    if is_numeric(body.get("username")) or matches(USERNAME, body.get("username")):
        body["username"] = fresh
    if matches(EMAIL, body.get("email")):
        body["email"] = fresh + "@example.com"
    for name in ("password", "password_confirm"):
        if is_secret(body.get(name)):
            body[name] = PASSWORD
    if matches(KEY, body.get("project_key")):
        body["project_key"] = letters(next(FRESH))


def mend_removal(case):
    """A contact is named once, and stands beside the tag from which it is to be taken."""
    body = case.body if isinstance(case.body, dict) else {}
    if not isinstance(case.query, dict):
        case.query = {}
    if "contact_id" in body:
        case.query.pop("contact_id", None)
    elif case.query.get("contact_id", "") == "":
        case.query["contact_id"] = KNOWN["contacts"][0]
    named = body.get("contact_id", case.query.get("contact_id"))
    contact, tag = number(named), number((case.path_parameters or {}).get("id"))
    if tag in KNOWN["tags"] and contact in KNOWN["contacts"]:
        ask(f"/tags/{tag}/add_contact/", {"contact_id": contact})


def mend(case):
    if not KNOWN:
        look_up()
    path = case.operation.path
    if path.startswith(BASE + "/auth/"):
        case.headers["X-Forwarded-For"] = str(ipaddress.IPv4Address(0x0B000000 + next(ADDRESSES)))
        if isinstance(case.body, dict) and path.endswith("/register/"):
            mend_registration(case.body)
        if isinstance(case.body, dict) and path.endswith("/login/"):
            if is_filled(case.body.get("username")) and is_secret(case.body.get("password")):
                case.body["username"], case.body["password"] = "admin", "admin"
        if isinstance(case.body, dict) and path.endswith("/refresh/") and is_filled(case.body.get("refresh")):
            # A fourth of them count for nothing.
            if len(str(case.body["refresh"])) % 4:
                case.body["refresh"] = REFRESH
        return
    kind = path.removeprefix(BASE + "/").split("/")[0]
    if kind in LISTS:
        mend_path(case, kind)
    if isinstance(case.query, dict):
        mend_members(case.query)
        if case.query.get("status"):
            case.query["status"] = status(case.query["status"])
    if isinstance(case.body, dict):
        mend_members(case.body)
        mend_names(case.body, kind)
        # A body that was mended is judged anew, and bytes in it count as wrong.
        if type(case.body.get("file")) not in (str, int, float, bool, list, dict, type(None)):
            case.body["file"] = "fuzzed"
    if path.endswith("/remove_contact/"):
        mend_removal(case)
