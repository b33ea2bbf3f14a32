"""A mail server on this machine: keeps what it is given, and can be told to refuse."""

from __future__ import annotations

import socketserver
import threading
from email import message_from_bytes
from email.message import Message


class PostOffice(socketserver.ThreadingTCPServer):
    """`letters` are what arrived; `answers` what it says to the next recipients before it takes mail again."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Clerk)
        self.letters: list[Message] = []
        self.raw: list[bytes] = []
        self.answers: list[bytes] = []
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def close(self) -> None:
        self.shutdown()
        self.server_close()


class _Clerk(socketserver.StreamRequestHandler):
    server: PostOffice

    def handle(self) -> None:
        self.wfile.write(b"220 ready\r\n")
        while line := self.rfile.readline():
            word = line[:4].upper()
            if word == b"DATA":
                self._take()
            elif word == b"RCPT" and self.server.answers:
                self.wfile.write(self.server.answers.pop(0) + b"\r\n")
            else:
                self.wfile.write(b"221 bye\r\n" if word == b"QUIT" else b"250 ok\r\n")
            if word == b"QUIT":
                return

    def _take(self) -> None:
        self.wfile.write(b"354 go on\r\n")
        lines: list[bytes] = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line)
        self.server.raw.append(b"".join(lines))
        self.server.letters.append(message_from_bytes(b"".join(lines)))
        self.wfile.write(b"250 taken\r\n")
