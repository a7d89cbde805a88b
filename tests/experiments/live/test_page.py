"""The live page as a person meets it: in a browser, without a network."""

import os
import re
import signal
import subprocess
import sys
import time
from importlib.util import find_spec

import pytest
from support import ROOT
from support.browser import PHONE, WIDE
from support.no_network import CRY

from experiments.figures import labels
from experiments.live import reading
from experiments.live.world import LiveModel
from model.world.shocks import SHOCKS

MISSING = pytest.mark.skipif(find_spec("solara") is None, reason="needs the extra ui")
pytestmark = [pytest.mark.browser, pytest.mark.extras, pytest.mark.slow, MISSING]

PATIENCE = 60  # seconds that a busy machine may take for one answer
RUNS, SCENARIO, SEED = 12, "edtu_full", 3


class Served:
    """`edtu live` in a process of its own that may talk to this machine alone."""

    def __init__(self, *words: str):
        paths = [str(ROOT), str(ROOT / "tests"), os.environ.get("PYTHONPATH", "")]
        self.process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "support.no_network",
                "experiments",
                "live",
                "--no-open",
                "--runs",
                str(RUNS),
                *words,
            ],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths).rstrip(os.pathsep)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        line = self.process.stdout.readline()
        found = re.match(r"(http://127\.0\.0\.1:\d+/)", line)
        assert found, line + self.process.stderr.read()
        self.address = found[1]

    def stop(self) -> tuple[float, int, str]:
        """Ctrl-C: seconds that it took, exit code, what stood on the error output."""
        began = time.monotonic()
        self.process.send_signal(signal.SIGINT)
        _, errors = self.process.communicate(timeout=PATIENCE)
        return time.monotonic() - began, self.process.returncode, errors


@pytest.fixture(scope="module")
def page():
    """One server for all tests: each browser window has a model of its own."""
    served = Served(SCENARIO, "--seed", str(SEED))
    yield served
    served.process.kill()
    served.process.communicate()


def until(condition, what: str):
    """Wait for something on the page."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        found = condition()
        if found:
            return found
        time.sleep(0.1)
    raise AssertionError(f"{what} did not come in {PATIENCE} seconds")


def read(browser, selector: str) -> str:
    return " ".join(browser.texts(selector))


def wait_for(browser, selector: str, text: str) -> None:
    until(lambda: text in read(browser, selector), f"{text!r} in {selector}")


def press(browser, label: str) -> None:
    """A button of Mesa's by what stands on it."""
    browser.run(
        "[...document.querySelectorAll('button')].find(b => b.innerText.trim() === arguments[0]).click()",
        label,
    )


def click_tile(browser, state: str) -> None:
    browser.run(f"document.querySelector('[data-state={state}]').scrollIntoView({{block: 'center'}})")
    browser.click(f"[data-state={state}]")


def test_steps_and_clicks_show_the_numbers_of_the_model(page, browser, tmp_path):
    browser.open(page.address, WIDE)
    wait_for(browser, ".edtu-year", "press Step")
    model = LiveModel(SCENARIO, SEED)
    for year in (2026, 2027, 2028):
        press(browser, "STEP")
        wait_for(browser, ".edtu-year", f"until {year}")
        model.step()
    behind = model.ensemble(RUNS)
    wait_for(browser, ".edtu-said", reading.said(model, behind, "us_share_orders"))
    for tile in reading.map_tiles(model):
        shown = browser.texts(f"[data-state={tile.state}]")[0].split("\n")
        assert shown == [tile.state, labels.percent(tile.value), reading.MARKS[tile.did]]

    click_tile(browser, "DE")
    wait_for(browser, ".edtu h2", "Germany")
    germany = model.member("DE")
    newest = reading.decisions(germany)[0]
    wait_for(browser, ".edtu-why", germany.why(newest.domain, newest.year))
    assert f"{newest.bought_bn:.2f} bn EUR" in read(browser, ".edtu-money")
    rows = reading.rows_of(germany.options(newest.domain, newest.year))
    shown = [[cell.strip() for cell in row.split("\t")] for row in browser.texts(".edtu-scroll tbody tr")]
    for row, cells in zip(rows, shown, strict=True):
        assert cells == list(row.values())[: len(cells)]  # a row is read without the empty cells at its end
        assert not any(list(row.values())[len(cells) :])
    browser.screenshot(tmp_path / "wide.png", whole=True)


def test_a_state_is_chosen_by_keyboard_and_play_goes_to_the_end(page, browser):
    from selenium.webdriver.common.keys import Keys

    browser.open(page.address, WIDE)
    wait_for(browser, ".edtu-year", "press Step")
    browser.run("document.querySelector('[data-state=FR]').focus()")
    browser.press(Keys.ENTER)
    wait_for(browser, ".edtu h2", "France")
    press(browser, "\u25b6")
    wait_for(browser, ".edtu-year", "until 2035")
    model = LiveModel(SCENARIO, SEED)
    model.run_model()
    wait_for(browser, ".edtu-said", reading.said(model, model.ensemble(RUNS), "us_share_orders"))
    press(browser, "RESET")
    wait_for(browser, ".edtu-year", "press Step")


def test_a_shock_chosen_on_the_page_counts_from_the_next_reset(page, browser):
    browser.open(page.address, WIDE)
    wait_for(browser, ".edtu-year", "press Step")
    title = SHOCKS["us_cutoff"].title
    choose(browser, "Shock", title)
    choose(browser, "First year of the shock", "2027")
    press(browser, "RESET")
    wait_for(browser, ".edtu h2", "2027")  # the title says what differs from the file
    model = LiveModel(SCENARIO, SEED, shock=title, shock_year=2027)
    for year in (2026, 2027):
        press(browser, "STEP")
        wait_for(browser, ".edtu-year", f"until {year}")
        model.step()
    wait_for(browser, ".edtu-said", reading.said(model, model.ensemble(RUNS), "us_share_orders"))


def choose(browser, label: str, value: str) -> None:
    """One entry of a list of Mesa's."""
    browser.run(
        "[...document.querySelectorAll('.v-select')].find(s => s.querySelector('label')"
        "?.innerText === arguments[0]).querySelector('[role=button]').click()",
        label,
    )
    entry = (
        "return [...document.querySelectorAll('.menuable__content__active .v-list-item')]"
        ".find(e => e.innerText.trim() === arguments[0])"
    )
    until(lambda: browser.run(entry, value), value).click()
    until(
        lambda: (
            browser.run(
                "return [...document.querySelectorAll('.v-select')].find(s => s.querySelector('label')"
                "?.innerText === arguments[0]).innerText",
                label,
            )
            .strip()
            .endswith(value)
        ),
        value,
    )


def test_a_telephone_shows_all_of_it_without_scrolling_sideways(page, browser, tmp_path):
    browser.open(page.address, PHONE)
    wait_for(browser, ".edtu-year", "press Step")
    press(browser, "STEP")
    wait_for(browser, ".edtu-year", "until 2026")
    click_tile(browser, "MT")
    wait_for(browser, ".edtu h2", "Malta")
    assert browser.beyond_the_edge() <= 0
    for part in ("[data-state=UA]", "[data-state=IE]", ".edtu-picture", ".edtu-why"):
        left, right = browser.run(
            "const b = document.querySelector(arguments[0]).getBoundingClientRect(); return [b.left, b.right]",
            part,
        )
        assert 0 <= left < right <= PHONE[0], part
    browser.screenshot(tmp_path / "phone.png", whole=True)


def test_ctrl_c_ends_it_within_two_seconds_and_nothing_was_asked_of_the_network(page, browser):
    """The last test of the file: it ends the server that the others used."""
    browser.open(page.address, WIDE)
    wait_for(browser, ".edtu-year", "press Step")
    browser.check()
    seconds, code, errors = page.stop()  # with the page still open
    browser.open("about:blank")
    browser.listen()
    browser.errors.clear()  # the open page missed its server, as it should
    assert code == 130 and seconds < 2.0
    assert CRY not in errors and "Traceback" not in errors, errors
