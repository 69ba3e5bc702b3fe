"""A mail server for tests/src/mailbox.rs: aiosmtpd, unchanged, on a free port of this machine.

It prints its port, then each letter that it takes as a line of JSON. Lines on its input say what it does from then on:
`take` takes everything, `CODE TEXT` answers the letter's recipients so. The end of its input ends it. A user and a password
may be given; then whoever sends must sign in first.
"""

import asyncio
import json
import sys

from aiosmtpd.smtp import SMTP, AuthResult


class Mailbox:
    def __init__(self):
        self.answer = None

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.answer is not None:
            return self.answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        letter = {
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "signed_in": session.authenticated,
            "content": envelope.original_content.decode("utf-8", "replace"),
        }
        tell(letter)
        return "250 Taken"


def tell(what):
    print(json.dumps(what), flush=True)


def door(user, password):
    """Lets in whoever has the password, on this machine without TLS too."""

    def check(server, session, envelope, mechanism, data):
        return AuthResult(success=(data.login, data.password) == (user.encode(), password.encode()))

    return {"authenticator": check, "auth_required": True, "auth_require_tls": False}


async def main(*credentials):
    mailbox = Mailbox()
    more = door(*credentials) if credentials else {}
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(mailbox, hostname="localhost", **more), "127.0.0.1", 0)
    tell(server.sockets[0].getsockname()[1])
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        mailbox.answer = None if line.strip() == "take" else line.strip()
        tell({"now": line.strip()})


asyncio.run(main(*sys.argv[1:]))
