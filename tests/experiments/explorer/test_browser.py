"""The explorer as a person meets it: in a browser without a network, by mouse and by keyboard, wide and narrow."""

import re
import shlex
import time
from pathlib import Path

import numpy as np
import pytest
from support.browser import PHONE, WIDE

from experiments.commands import main as cli
from experiments.explorer import between
from experiments.explorer.grid import Setting
from experiments.explorer.rules import rule
from experiments.figures import data, labels
from experiments.result import store

pytestmark = pytest.mark.browser

FULL_IN_CUTOFF = "#edtu=1&defence_bank=1&tech_passport=1&start=2028&cutoff=2029"
MOVE = """
const [id, place] = arguments, slider = document.getElementById(id);
slider.value = place; slider.dispatchEvent(new Event("input", {bubbles: true}));"""
MOVES = 60
CELLS = """
return [...document.querySelectorAll(arguments[0])].map(row => [...row.cells].map(cell => cell.textContent));"""
ATTRIBUTES = """
const [selector, names] = arguments;
return [...document.querySelectorAll(selector)].map(one => names.map(name => one.getAttribute(name)));"""
ALONE = """
const explorer = window.explorer, strengths = [0, 0, 0];
strengths[arguments[0]] = 1;
return explorer.moved(2 + arguments[0], explorer.corners(explorer.state, strengths));"""
COMMIT = MOVE + 'slider.dispatchEvent(new Event("change", {bubbles: true}));'


@pytest.fixture
def opened(browser, small):
    """Opens the small explorer as an address says; gives the browser."""

    def show(address="", size=WIDE):
        browser.open("about:blank")
        browser.open(small.page.as_uri() + address, size)
        for _ in range(100):
            if browser.run("return !!window.explorer && !document.getElementById('main').hidden"):
                return browser
            time.sleep(0.1)
        raise AssertionError(f"the page did not open: {browser.texts('#trouble')}")

    return show


def headline(window) -> str:
    return window.texts("#headline")[0]


def numbers(text: str) -> list[float]:
    """The numbers in a text that have a sign or a decimal point."""
    found = re.findall(r"[+\u2212]?\d+\.\d+|[+\u2212]\d+", text)
    return [float(number.replace("\u2212", "-")) for number in found]


def test_the_file_it_saves_gives_the_same_numbers_through_compare(opened, tmp_path, monkeypatch):
    window = opened(FULL_IN_CUTOFF + "&outcome=us_share_deliveries")
    file, command = window.run("return [window.explorer.toml(), window.explorer.command()]")
    monkeypatch.chdir(tmp_path)
    Path("explored.toml").write_text(file, encoding="utf-8")
    words = shlex.split(command)
    assert words[0] == "edtu" and words[1] == "compare"
    assert cli.main([*words[1:], "--out", "out", "--no-figures", "--quiet"]) == 0
    comparison = store.load("out")
    about = window.run("return window.explorer.about")
    for place, outcome in enumerate(about["outcomes"]):
        window.run("window.explorer.state.outcome = arguments[0]; window.explorer.show()", place)
        step = about["arrays"][f"{outcome['key']}/effect"]["step"] / 2
        frame = data.paired(comparison.baseline, comparison.variants[0], outcome["key"])
        for number, row in enumerate(frame.to_dict("records")):
            shown = window.run("return window.explorer.effect(arguments[0])", number)
            for name in ("mean", "low", "high", "luck_low", "luck_high", "inputs_low", "inputs_high"):
                wanted = row[name]
                if np.isfinite(wanted):
                    assert shown[name] == pytest.approx(wanted, abs=step * 1.001), (outcome["key"], name)
            assert shown["verdict"]["clear"] == data.clear(row)
        levels = about["arrays"][f"{outcome['key']}/level"]["step"] / 2
        last = window.run(
            "const e = window.explorer; return e.level(e.about.years.length - 1, e.corners()).mean"
        )
        assert last == pytest.approx(frame["variant"].iloc[-1], abs=levels * 1.001)
        said = numbers(headline(window).partition("instead of")[2])
        unit = outcome["scale"]
        mean = frame["mean"].iloc[-1] * unit
        assert any(abs(number - mean) <= 0.05 + step * unit + 0.5 * (abs(mean) >= 10) for number in said), (
            outcome
        )


def test_words_and_numbers_are_written_as_in_the_report(opened):
    window = opened()
    chance = np.random.default_rng(1)
    for size in (0.003, 0.02, 0.3, 4.0):
        for _ in range(25):
            low, mean, high = sorted(chance.normal(scale=size, size=3).tolist())
            script = "return window.explorer.words.interval(...arguments)"
            found = window.run(script, mean, low, high, "points", 100, "luck and inputs", 1)
            assert found == labels.interval(mean, low, high, "points", 100, what="luck and inputs", least=1)


def test_a_redraw_is_faster_than_a_finger_notices(opened):
    """A frame for each move: script, style, layout and paint, in the time of the page's own thread.

    Other work on the machine does not count in that time, so it is the same on a busy one.
    """
    window = opened(FULL_IN_CUTOFF)
    window.driver.execute_cdp_cmd("Performance.enable", {"timeDomain": "threadTicks"})

    def spent() -> float:
        metrics = window.driver.execute_cdp_cmd("Performance.getMetrics", {})["metrics"]
        return next(metric["value"] for metric in metrics if metric["name"] == "TaskDuration")

    before = spent()
    window.driver.execute_async_script(
        """
        const [count, done] = arguments, slider = document.getElementById("lever-edtu");
        const move = i => {
          slider.value = i % 11;
          slider.dispatchEvent(new Event("input", {bubbles: true}));
          requestAnimationFrame(() => i + 1 < count ? move(i + 1) : done());
        };
        requestAnimationFrame(() => move(0));""",
        MOVES,
    )
    each = 1000.0 * (spent() - before) / MOVES
    print(f"a redraw takes {each:.1f} ms")
    assert 0.5 < each < rule("redraw")


def test_a_slider_moves_by_mouse_and_the_curve_with_it(opened):
    from selenium.webdriver import ActionChains
    from selenium.webdriver.common.by import By

    window = opened()
    before = (
        headline(window),
        window.run("return document.querySelector('#difference .line').getAttribute('d')"),
    )
    slider = window.driver.find_element(By.ID, "lever-edtu")
    width = slider.size["width"]
    actions = (
        ActionChains(window.driver).move_to_element_with_offset(slider, width // 2 - 8, 0).click_and_hold()
    )
    actions.move_by_offset(-width // 2, 0).perform()
    moved = (
        headline(window),
        window.run("return document.querySelector('#difference .line').getAttribute('d')"),
    )
    assert moved[0] != before[0] and moved[1] != before[1]  # while the button is still down
    actions.release().perform()
    assert "edtu=0." in window.run("return location.hash")


def test_every_control_answers_to_the_keyboard_and_everything_can_be_undone(opened):
    from selenium.webdriver import ActionChains
    from selenium.webdriver.common.keys import Keys

    window = opened()
    seen = [headline(window)]
    for control, keys in (
        ("#lever-edtu", [Keys.END, Keys.ARROW_LEFT]),
        ("#lever-defence_bank", [Keys.HOME]),
        ("#lever-tech_passport", [Keys.HOME]),
        ("#cutoff input", [Keys.ARROW_RIGHT]),
        ("#outcome", ["d"]),
    ):
        window.run("document.querySelector(arguments[0]).focus()", control)
        window.press(*keys)
        if control == "#outcome":
            window.press(Keys.ARROW_DOWN, Keys.ENTER)
        assert headline(window) != seen[-1], control
        seen.append(headline(window))
    window.run("document.activeElement.blur()")
    for _ in range(20):
        if window.run("return document.getElementById('undo').disabled"):
            break
        ActionChains(window.driver).key_down(Keys.CONTROL).send_keys("z").key_up(Keys.CONTROL).perform()
    assert headline(window) == seen[0]


def test_the_address_holds_the_state(opened):
    window = opened()
    window.run(COMMIT, "lever-edtu", 4)
    window.run("document.querySelectorAll('#cutoff input')[1].click()")
    address, said = window.run("return location.hash"), headline(window)
    assert "edtu=0.4" in address and "cutoff=2029" in address
    assert headline(opened(address)) == said


def test_an_address_that_asks_for_what_is_not_there_is_told_so(opened):
    window = opened("#edtu=0.5&cutoff=1999&nonsense=1")
    status = window.texts("#status")[0]
    assert "cutoff=1999" in status and "nonsense=1" in status
    assert window.run("return window.explorer.state.cutoff") == 0


def test_values_between_computed_ones_are_marked_and_linear(opened, small):
    window = opened("#edtu=0.4&defence_bank=1&tech_passport=1&start=2028&cutoff=none&outcome=us_share_orders")
    grid, found = small.computed.plan.grid, small.computed.on_grid
    assert window.run("return document.body.classList.contains('between')")
    assert "Interpolated" in window.texts("#between")[0]
    assert window.run("return !!document.querySelector('#difference .line.between-computed')")
    shown = window.run("return window.explorer.effect(9).mean")
    values = found.outcomes["us_share_orders"]
    nothing = values[grid.settings.index(Setting((0.0, 0.0, 0.0), 2028, None))]
    means = np.nanmean(values - nothing, axis=-1)[:, -1]
    strengths = tuple(0.4 if key == "edtu" else 1.0 for key in grid.levers)
    assert shown == pytest.approx(between.interpolated(means, grid, Setting(strengths, 2028, None)), abs=2e-4)
    window.run(COMMIT, "lever-edtu", 10)
    assert not window.run("return document.body.classList.contains('between')")
    assert window.texts("#between") == [""]


def test_a_control_that_moves_nothing_distinguishable_says_so(opened):
    window = opened("#edtu=0&defence_bank=0&tech_passport=0&start=2028&cutoff=none")
    assert "Move a slider" in headline(window)
    for outcome in range(window.run("return window.explorer.about.outcomes.length")):
        window.run("window.explorer.state.outcome = arguments[0]; window.explorer.show()", outcome)
        for number, key in enumerate(window.run("return window.explorer.about.levers.map(l => l.key)")):
            said = window.texts(f"#lever-{key}-moves")[0]
            verdict = window.run(ALONE, number)["verdict"]
            assert ("moves nothing" in said) == (not verdict["clear"] and not verdict["cannotSay"]), said
            assert ("cannot say" in said) == verdict["cannotSay"]


def test_tables_behind_charts_say_what_the_charts_are_drawn_from(opened):
    window = opened(FULL_IN_CUTOFF)
    window.run("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    time.sleep(0.3)
    rows = window.run(
        "return [...document.querySelectorAll('#more tbody tr')].map(r => [...r.cells].map(c => c.textContent))"
    )
    assert len(rows) == 10
    for year, row in enumerate(rows):
        shown = window.run("return window.explorer.effect(arguments[0])", year)
        assert (
            numbers(row[1] + " ")[:1] == [pytest.approx(100 * shown["mean"], abs=0.051)]
            or row[1].strip("0.") == ""
        )
    members = window.run(
        "return [...document.querySelectorAll('#map tbody tr')].map(r => r.cells[10].textContent)"
    )
    tiles = {text.split("\n")[0]: text.split("\n")[-1] for text in window.texts(".tile")}
    codes = window.run("return window.explorer.about.states.map(s => s.code)")
    assert [f"{tiles[code]} %" for code in codes] == members
    assert all(
        window.run(
            "return [...document.querySelectorAll('.table')].map(t => t.querySelectorAll('tr').length > 2)"
        )
    )


def test_everything_has_a_name_for_who_hears_it(opened):
    from selenium.webdriver.common.by import By

    window = opened(FULL_IN_CUTOFF)
    controls = window.driver.find_elements(By.CSS_SELECTOR, "input, select, button")
    names = [control.accessible_name for control in controls]
    assert len(names) > 8 and all(names), names
    pictures = window.run(ATTRIBUTES, ".plot svg", ["role", "aria-label"])
    assert len(pictures) == 3 and all(role == "img" and re.search(r"\d", label) for role, label in pictures)
    assert all("runs" in label for (label,) in window.run(ATTRIBUTES, ".tile", ["aria-label"]))
    assert window.run("return document.documentElement.lang") == "en-GB"


@pytest.mark.parametrize("size", [WIDE, PHONE])
@pytest.mark.parametrize("dark", [False, True])
def test_it_fits_the_screen_in_light_and_dark(opened, size, dark):
    window = opened(FULL_IN_CUTOFF.replace("edtu=1", "edtu=0.4"), size)
    if dark:
        window.click("#theme")
    window.run("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    time.sleep(0.2)
    assert window.beyond_the_edge() == 0
    paper = window.run("return getComputedStyle(document.body).backgroundColor")
    assert (paper == "rgb(255, 255, 255)") != dark


def test_five_questions_are_answered_on_the_first_screen_of_a_phone(opened):
    window = opened(size=PHONE)
    said = " ".join(window.on_first_screen("#headline, #besides li"))
    assert "the model gives for 2035" in said and "points" in said  # does it work, how big
    assert "full cost" in said and "bn EUR" in said  # who pays
    inside = window.run(
        "const e = window.explorer, last = e.about.years.length - 1;"
        "return e.about.states.filter((_, i) => e.inUnion(i, last, e.corners()) > e.about.joined).length"
    )
    assert ("; out: " if inside else "No state is in a union") in said, said  # who joins, who stays out
    assert "United States cuts access" in said  # what if the US cuts off


def test_on_a_phone_the_curve_stays_in_sight_while_controls_move(opened):
    window = opened(size=PHONE)
    for control in ("#lever-edtu", "#lever-tech_passport", "#start"):
        window.run("document.querySelector(arguments[0]).scrollIntoView({block: 'center'})", control)
        time.sleep(0.1)
        assert window.on_first_screen("#difference h2"), control
        top, bottom = window.run(
            "return [document.querySelector(arguments[0]).getBoundingClientRect().top,"
            "document.getElementById('difference').getBoundingClientRect().bottom]",
            control,
        )
        assert top > bottom, "the curve hides the control"


def test_a_click_saves_the_file(opened, tmp_path):
    window = opened(FULL_IN_CUTOFF)
    allowed = {"behavior": "allow", "downloadPath": str(tmp_path)}
    window.driver.execute_cdp_cmd("Browser.setDownloadBehavior", allowed)
    window.click("#save")
    file = tmp_path / "explored.toml"
    for _ in range(100):
        if file.is_file() and file.stat().st_size:
            break
        time.sleep(0.1)
    assert file.read_text(encoding="utf-8") == window.run("return window.explorer.toml()")
    assert window.texts("#toml")[0].splitlines() == file.read_text(encoding="utf-8").splitlines()
    assert "Saved as explored.toml" in window.texts("#status")[0]


def test_a_page_of_too_few_runs_says_so(opened):
    assert opened().texts("#trouble") == [
        "Only 8 runs of each setting: luck as much as cause, so ask for 20 or more."
    ]


def test_it_prints(opened):
    assert opened(FULL_IN_CUTOFF).printed().startswith(b"%PDF")
