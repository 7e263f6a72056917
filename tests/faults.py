"""A service that answers as it is told to, or hands a request on to the real one: what an operator may meet."""

import contextlib
import http.client
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a client asked for."""

    method: str
    path: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """An answer as Google's services give it."""

    status: int
    reason: str
    message: str

    def content(self) -> bytes:
        error = {"reason": self.reason, "message": self.message, "domain": "global"}
        return json.dumps({"error": {"code": self.status, "message": self.message, "errors": [error]}}).encode()


@dataclass
class Faults:
    """Decides on each request: a refusal, or None to hand it on."""

    url: str
    answer: Callable[[Request], Refusal | None] = field(default=lambda _: None)


@contextlib.contextmanager
def before(service: str) -> Iterator[Faults]:
    """Stand before a service.

    Args:
        service: Its URL.
    """
    host = urlsplit(service).netloc

    class Handler(BaseHTTPRequestHandler):
        def handle_one_request(self) -> None:
            with contextlib.suppress(ConnectionError):
                super().handle_one_request()

        def _handle(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            refusal = faults.answer(Request(method=self.command, path=self.path, body=body.decode(errors="replace")))
            if refusal is not None:
                self._send(refusal.status, {"Content-Type": "application/json"}, refusal.content())
                return
            onward = http.client.HTTPConnection(host, timeout=120)
            onward.request(self.command, self.path, body, {**self.headers, "Accept-Encoding": "identity"})
            got = onward.getresponse()
            told = {name: got.headers[name] for name in ("Content-Type", "Location", "Range") if name in got.headers}
            self._send(got.status, told, got.read())
            onward.close()

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _handle  # noqa: N815

        def _send(self, status: int, headers: dict[str, str], content: bytes) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *arguments: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        faults = Faults(f"http://127.0.0.1:{server.server_address[1]}")
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield faults
        server.shutdown()
        thread.join()
