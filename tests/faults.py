"""A proxy that answers some requests itself, mostly with errors, and forwards the others."""

import contextlib
import http.client
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

FORWARDED_HEADERS = ("Content-Type", "Location", "Range")


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request of a client."""

    method: str
    path: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorResponse:
    """An error as Google's services return it."""

    status: int
    reason: str
    message: str

    def content(self) -> bytes:
        error = {"reason": self.reason, "message": self.message, "domain": "global"}
        return json.dumps({"error": {"code": self.status, "message": self.message, "errors": [error]}}).encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelledJob:
    """A BigQuery job that somebody cancelled.

    Attributes:
        job: The job as it was sent.
    """

    job: dict[str, Any]
    status: int = 200

    def content(self) -> bytes:
        error = {"reason": "stopped", "message": "Job execution was cancelled: User requested cancellation"}
        return json.dumps({**self.job, "status": {"state": "DONE", "errorResult": error, "errors": [error]}}).encode()


@dataclass
class FaultyProxy:
    """A running proxy; `answer` returns the response to a request, or None to forward it."""

    url: str
    answer: Callable[[Request], ErrorResponse | CancelledJob | None] = field(default=lambda _: None)


@contextlib.contextmanager
def faulty_proxy(service: str) -> Iterator[FaultyProxy]:
    """Run a proxy in front of a service.

    Args:
        service: URL of the service.
    """
    host = urlsplit(service).netloc

    class Handler(BaseHTTPRequestHandler):
        def handle_one_request(self) -> None:
            with contextlib.suppress(ConnectionError):
                super().handle_one_request()

        def _handle(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            answer = proxy.answer(Request(method=self.command, path=self.path, body=body.decode(errors="replace")))
            if answer is not None:
                self._send(answer.status, {"Content-Type": "application/json"}, answer.content())
                return
            upstream = http.client.HTTPConnection(host, timeout=120)
            upstream.request(self.command, self.path, body, {**self.headers, "Accept-Encoding": "identity"})
            response = upstream.getresponse()
            headers = {name: response.headers[name] for name in FORWARDED_HEADERS if name in response.headers}
            self._send(response.status, headers, response.read())
            upstream.close()

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
        proxy = FaultyProxy(f"http://127.0.0.1:{server.server_address[1]}")
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield proxy
        server.shutdown()
        thread.join()
