"""A headless Chromium, driven by ChromeDriver over HTTP (W3C WebDriver), and what it tells of a page."""

import base64
import contextlib
import json
import shutil
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.environments import UnavailableError, run
from tests.ports import free_ports

_PACKAGES = ("chromium", "chromium-driver")
_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_START_SECONDS = 60
_WAIT_SECONDS = 60


def install_chromium() -> None:
    """Install Debian's Chromium and its driver, unless they are there.

    Raises:
        UnavailableError: They cannot be installed.
    """
    if shutil.which("chromium") and shutil.which("chromedriver"):
        return
    if not shutil.which("apt-get"):
        raise UnavailableError("no chromium and chromedriver on the path, and no apt-get, which installs them")
    run(["apt-get", "update", "-qq"])
    run(
        ["apt-get", "install", "-qq", "-y", "--no-install-recommends", *_PACKAGES],
        {"DEBIAN_FRONTEND": "noninteractive"},
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Browser:
    """A browser with one window.

    Attributes:
        address: Of its session with ChromeDriver.
    """

    address: str

    def open(self, page: Path, *, width: int = 1280, height: int = 900) -> None:
        """Open a file in a window of a width and height in pixels."""
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.command("Emulation.setDeviceMetricsOverride", **metrics)
        _ask("POST", f"{self.address}/url", {"url": page.resolve().as_uri()})

    def command(self, name: str, **parameters: Any) -> Any:
        """Give a command of the DevTools protocol."""
        return _ask("POST", f"{self.address}/goog/cdp/execute", {"cmd": name, "params": parameters})

    def run(self, script: str, *values: Any) -> Any:
        """Run a script in the page, and return what it returns."""
        return _ask("POST", f"{self.address}/execute/sync", {"script": script, "args": list(values)})

    def wait_for(self, condition: str) -> None:
        """Wait until an expression in the page is true."""
        end = time.monotonic() + _WAIT_SECONDS
        while not self.run(f"return Boolean({condition})"):
            if time.monotonic() > end:
                raise TimeoutError(f"{condition}: not so within {_WAIT_SECONDS} seconds; {self.messages()}")
            time.sleep(0.05)

    def click(self, selector: str) -> None:
        """Click an element with the mouse, as a user does, where it is seen."""
        found = _ask("POST", f"{self.address}/element", {"using": "css selector", "value": selector})
        (element,) = found.values()
        _ask("POST", f"{self.address}/element/{element}/click", {})

    def messages(self) -> list[str]:
        """Errors and warnings in the console since the last call."""
        entries = _ask("POST", f"{self.address}/se/log", {"type": "browser"})
        return [entry["message"] for entry in entries]

    def requests(self) -> list[str]:
        """Addresses that were asked for since the last call."""
        entries = _ask("POST", f"{self.address}/se/log", {"type": "performance"})
        events = [json.loads(entry["message"])["message"] for entry in entries]
        return [event["params"]["request"]["url"] for event in events if event["method"] == "Network.requestWillBeSent"]

    def first_paint(self) -> float:
        """Seconds from navigation to the first paint with content."""
        script = "return performance.getEntriesByName('first-contentful-paint')[0].startTime"
        return float(self.run(script)) / 1000

    def screenshot(self, path: Path, *, whole: bool = False) -> None:
        """Save what the window shows, or the whole page, as PNG."""
        shot = self.command("Page.captureScreenshot", format="png", captureBeyondViewport=whole)
        path.write_bytes(base64.b64decode(shot["data"]))


@contextlib.contextmanager
def browser(folder: Path) -> Iterator[Browser]:
    """Run a browser.

    Args:
        folder: An empty folder for the browser's data.

    Raises:
        UnavailableError: It cannot be installed or does not start.
    """
    install_chromium()
    (port,) = free_ports(1)
    driver = subprocess.Popen(["chromedriver", f"--port={port}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_until_ready(address)
        options = {
            "binary": shutil.which("chromium"),
            "args": [*_FLAGS, f"--user-data-dir={folder}"],
        }
        wanted = {
            "browserName": "chrome",
            "goog:chromeOptions": options,
            "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"},
        }
        session = _ask("POST", f"{address}/session", {"capabilities": {"alwaysMatch": wanted}})
        started = Browser(address=f"{address}/session/{session['sessionId']}")
        yield started
        _ask("DELETE", started.address)
    finally:
        driver.terminate()
        driver.wait()


def _wait_until_ready(address: str) -> None:
    end = time.monotonic() + _START_SECONDS
    while time.monotonic() < end:
        with contextlib.suppress(OSError):
            if _ask("GET", f"{address}/status")["ready"]:
                return
        time.sleep(0.1)
    raise UnavailableError("chromedriver: does not start")


def _ask(method: str, address: str, content: dict[str, Any] | None = None) -> Any:
    """A request of WebDriver."""
    data = None if content is None else json.dumps(content).encode()
    request = urllib.request.Request(address, data, {"Content-Type": "application/json"}, method=method)
    try:
        with urllib.request.urlopen(request, timeout=_WAIT_SECONDS) as response:
            return json.load(response)["value"]
    except urllib.error.HTTPError as error:
        raise RuntimeError(json.load(error)["value"]["message"]) from error
