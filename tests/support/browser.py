"""A browser without a network for tests of pages: Chromium from the system, driven by Selenium.

A test marked ``browser`` asks for the fixture ``browser`` and opens pages with it; requests that leave the machine and
errors on the console fail the test at its end. Where there is no browser such tests are left out, which one line says.
"""

from __future__ import annotations

import base64
import importlib.util
import json
import shutil
from pathlib import Path
from urllib.parse import urlsplit

import pytest

CHROMIUM, DRIVER = ("chromium", "chromium-browser", "google-chrome"), "chromedriver"
INSIDE = ("data", "file", "blob", "about", "chrome", "devtools")  # schemes that ask nobody
HERE = ("127.0.0.1", "localhost", "[::1]", "::1")  # hosts that are this machine
WIDE, PHONE = (1440, 900), (390, 844)
QUIET = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-default-apps",
    "--disable-extensions",
    "--hide-scrollbars",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost , EXCLUDE 127.0.0.1",
)
NOT_NOW = "not browser"
LEFT_OUT = pytest.StashKey[int]()


def missing() -> str:
    """What is not there to open a browser with; nothing where all is."""
    if importlib.util.find_spec("selenium") is None:
        return "the package selenium is not installed"
    if not _chromium() or not shutil.which(DRIVER):
        return (
            "there is no chromium with its chromedriver (on Debian: apt-get install chromium chromium-driver)"
        )
    return ""


def _chromium() -> str | None:
    return next((found for name in CHROMIUM if (found := shutil.which(name))), None)


class Browser:
    """One window; sizes in CSS pixels.

    Attributes:
        driver: Selenium's own, for what is not here.
    """

    def __init__(self, profile: Path):
        from selenium import webdriver
        from selenium.webdriver.chrome.options import Options
        from selenium.webdriver.chrome.service import Service

        options = Options()
        options.binary_location = _chromium()
        for word in (*QUIET, f"--user-data-dir={profile}"):
            options.add_argument(word)
        options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
        self.driver = webdriver.Chrome(options, Service(shutil.which(DRIVER)))
        self.width = WIDE[0]
        self.requests: list[str] = []
        self.errors: list[str] = []

    def size(self, width: int, height: int) -> None:
        """The size of what is seen; a phone's width is narrower than a window may be."""
        self.width = width
        self.driver.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600},
        )

    def open(self, address: str | Path, size: tuple[int, int] = WIDE) -> None:
        """A file or an address, seen at a size."""
        self.size(*size)
        self.driver.get(address.resolve().as_uri() if isinstance(address, Path) else address)

    def run(self, script: str, *arguments):
        """What a piece of JavaScript gives; arguments are ``arguments[0]`` and so on."""
        return self.driver.execute_script(script, *arguments)

    def texts(self, selector: str) -> list[str]:
        """What is read in every element of a CSS selector."""
        return self.run(
            "return [...document.querySelectorAll(arguments[0])].map(e => e.innerText.trim())", selector
        )

    def on_first_screen(self, selector: str) -> list[str]:
        """What is read in the elements that lie wholly on the screen before anybody scrolls."""
        return self.run(
            "return [...document.querySelectorAll(arguments[0])].filter(e => { const b = e.getBoundingClientRect();"
            "return b.height > 0 && b.top >= 0 && b.bottom <= innerHeight && b.left >= 0 && b.right <= arguments[1] })"
            ".map(e => e.innerText.trim())",
            selector,
            self.width,
        )

    def beyond_the_edge(self) -> float:
        """By how many pixels the page is wider than the screen, so that it scrolls sideways."""
        return self.run("return document.documentElement.scrollWidth") - self.width

    def press(self, *keys: str) -> None:
        """Keys, pressed one after the other, such as ``Keys.TAB`` of Selenium or "x"."""
        from selenium.webdriver import ActionChains

        ActionChains(self.driver).send_keys(*keys).perform()

    def click(self, selector: str) -> None:
        """A click of the mouse on the first element of a CSS selector."""
        from selenium.webdriver.common.by import By

        self.driver.find_element(By.CSS_SELECTOR, selector).click()

    def screenshot(self, file: Path, whole: bool = False) -> Path:
        """A picture of the screen, or of the whole page."""
        options = {"format": "png", "captureBeyondViewport": whole}
        if whole:
            size = self.driver.execute_cdp_cmd("Page.getLayoutMetrics", {})["cssContentSize"]
            options["clip"] = {"x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1}
        taken = self.driver.execute_cdp_cmd("Page.captureScreenshot", options)
        file.write_bytes(base64.b64decode(taken["data"]))
        return file

    def printed(self, **options) -> bytes:
        """The page as a PDF, A4 upright."""
        paper = {"paperWidth": 8.27, "paperHeight": 11.69, "printBackground": True}
        return base64.b64decode(self.driver.execute_cdp_cmd("Page.printToPDF", paper | options)["data"])

    def listen(self) -> None:
        """Reads what was asked for and what went wrong since the last time."""
        for entry in self.driver.get_log("performance"):
            message = json.loads(entry["message"])["message"]
            asked = message["params"]
            if message["method"] == "Network.requestWillBeSent":
                self.requests.append(asked["request"]["url"])
            elif message["method"] == "Network.webSocketCreated":
                self.requests.append(asked["url"])
        self.errors += [
            entry["message"] for entry in self.driver.get_log("browser") if entry["level"] == "SEVERE"
        ]

    def outside(self) -> list[str]:
        """Requests that left, or would have left, this machine."""
        self.listen()
        parts = [(url, urlsplit(url)) for url in self.requests]
        return [url for url, part in parts if part.scheme not in INSIDE and part.hostname not in HERE]

    def check(self) -> None:
        """Fails on a request to the outside or an error on the console."""
        outside = self.outside()
        assert not outside, f"the page asked the network for {outside[:5]}"
        assert not self.errors, f"on the console: {self.errors[:5]}"

    def close(self) -> None:
        """Ends the browser."""
        self.driver.quit()


@pytest.fixture
def browser(tmp_path_factory):
    """A browser of one test; at its end no request may have gone out and no error have been written."""
    window = Browser(tmp_path_factory.mktemp("profile"))
    try:
        yield window
        window.check()
    finally:
        window.close()


def pytest_addoption(parser):
    parser.addoption("--need-browser", action="store_true", help="no browser fails the whole run")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config, items):
    reason = missing()
    if reason and config.getoption("--need-browser"):
        raise pytest.UsageError(f"no browser: {reason}")
    asked = [item for item in items if item.get_closest_marker("browser")]
    if reason and asked:
        config.hook.pytest_deselected(items=asked)
        items[:] = [item for item in items if item not in asked]
    if reason or NOT_NOW in config.option.markexpr:  # that is what is left out on purpose
        config.stash[LEFT_OUT] = len(asked)


def pytest_sessionfinish(session):
    if hasattr(session.config, "workeroutput"):  # in a worker: hand the number to the process that reports
        session.config.workeroutput["left_out"] = session.config.stash.get(LEFT_OUT, 0)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node, error):
    count = getattr(node, "workeroutput", {}).get("left_out", 0)
    node.config.stash[LEFT_OUT] = max(count, node.config.stash.get(LEFT_OUT, 0))


def pytest_terminal_summary(terminalreporter, config):
    count = config.stash.get(LEFT_OUT, 0)
    if count:
        tests = "test in a browser was" if count == 1 else "tests in a browser were"
        reason = missing()
        because = f": {reason}" if reason else ""
        terminalreporter.write_line(f"{count} {tests} left out{because}; make test-browser runs them")
