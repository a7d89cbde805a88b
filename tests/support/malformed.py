"""Malformed calls, files and command lines, kept as lists: each must be refused in one line, with nothing written."""

import math
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

NAN, INF = math.nan, math.inf
WHOLE = (0, -1, 1.5, "x", None, True, NAN, [1], {}, b"1", "", np.array([1, 2]), object(), 10**30)
SEED = (-1, 1.5, "x", True, NAN, [1], {}, b"1", "", np.array([1, 2]), object(), 10**30)
YEAR = (1.5, "x", True, NAN, [1], {}, b"1", "", 1999, 3000, -1, INF, "2030x")
YEARS = (0, -1, 99, 1.5, "x", True, NAN, [], b"", "")
PLACE = ("", "a\0b", 3, b"x", [], {}, object(), True, "x" * 300, "   ", None, "file/x")
SCENARIO = (
    None,
    3,
    "",
    "nope",
    "a\0b",
    "../../x",
    "...",
    "../x.toml",
    Path(""),
    [],
    {},
    b"baseline",
    object(),
)
SCENARIO += (
    "baseline\n",
    3.5,
    True,
    ("baseline",),
    "file",
    "./file",
    "x" * 5000,
    "a\0b.toml",
    "y" * 300 + ".toml",
)
NAME = (
    "../../x",
    "",
    "...",
    "a/b",
    "a\0b",
    "x" * 300,
    None,
    3,
    "\n",
    "  ",
    "-",
    "123",
    ".",
    "a\\b",
    b"x",
    ["x"],
)
NAME += ("a:b", "baseline/../../x", " a", "a.", "\u202e", "a\nb", "~/x", "C:x", "*", "a?")
FIELD = (
    {"start": "x"}, {"start": None}, {"start": 1800}, {"years": 0}, {"years": 99}, {"years": "x"},
    {"levers": 3},
    {"levers": {"edtu": 1}}, {"levers": {"nope": 1}}, {"levers": None}, {"shocks": {"us_cutoff": {}}},
    {"shocks": {"nope": {}}}, {"shocks": {"us_cutoff": 3}}, {"shocks": None}, {"parameters": {"mu": "x"}},
    {"parameters": {"nope": 1}}, {"parameters": None}, {"parameters": 3}, {"parameters": {"mu": 99}},
    {"rule": 3},
    {"rule": "nope"}, {"rule": None}, {"title": 3}, {"description": None}, {"parameters": {"mu": NAN}},
    {"shocks": {"us_cutoff": {"start": "x", "years": 1, "severity": 1}}}, {"levers": ["edtu"]},
    {"rule": "x.py"},
    {"source": 3},
)  # fmt: skip
LEVERS = (
    3, "edtu=", "edtu=x", "nope", "edtu=5", "edtu@x", "edtu@", "=1", "@2030", {"edtu": None}, {"edtu": "x"},
    {"edtu": {"strength": "x"}}, {"edtu": {"nope": 1}}, {3: 1}, {"edtu": {"start": NAN}}, {"edtu": []}, [3],
    [None],
    {"edtu": {"end": 2000}}, "a:edtu", object(), {"edtu": {"strength": [0.1, 0.2, 0.3]}}, {None: 1},
    {"edtu": {"strength": [[1]]}}, {"edtu": object()}, ["edtu", "edtu"], ["edtu=nan"], ["edtu=inf"], True,
    b"edtu",
    {"edtu": {3: 1}}, {"edtu": True},
)  # fmt: skip
SHOCKS = (
    3, "us_cutoff=x", "us_cutoff=", "nope", "us_cutoff@x", "us_cutoff=5", "us_cutoff@1990",
    {"us_cutoff": None},
    {"us_cutoff": {"start": "x"}}, {"us_cutoff": {"nope": 1}}, {3: 1}, [3], object(),
    ["us_cutoff", "us_cutoff"],
    {"us_cutoff": []}, True, {"us_cutoff": {3: 1}},
)  # fmt: skip
PARAMETERS = (
    3, "mu", ["mu"], {"mu": "x"}, {"mu": None}, {"nope": 1}, {3: 1}, {"mu": 99}, {"mu": NAN}, {"mu": []},
    {"mu": [0.3] * 5}, {"tables.x.y": 1}, {"tables.domains.fighters.service_life": "x"}, {"tables.": 1},
    {"": 1},
    object(), {"mu": True}, {"mu": {}}, {"tables.offers.*.quality": 5},
    {"tables.domains.nope.service_life": 3},
    {"mu": object()}, {"tables.domains.fighters.service_life": NAN},
)  # fmt: skip
TABLES = ("nope", 3, ("nope",), (3,), object(), [None], True, {"a": 1})
FACTS = (3, "nowhere", "file", "a\0b", "", object(), True, b"x", [], "x" * 300)
INPUTS = (3, None, "nowhere.csv", "file", "", "a\0b", object(), True, b"set", "x" * 300, [])
RULE = (3, "nope", "no.py", "file.py", b"x", "", "a\0b.py", object(), True, [], "../x/", ".")
PROGRESS = (3, "x", object(), [])

Call = tuple[str, Callable[[], object]]


def _each(name: str, function: Callable, key: str, values) -> Iterator[Call]:
    for value in values:
        yield f"{name}({key}={value!r:.50})", lambda value=value: function(**{key: value})


def calls(result, comparison, design) -> Iterator[Call]:
    """Calls of everything that Python users are handed, each with one value that cannot be used.

    Args:
        result, comparison: small ones. design: of a sweep.
    """
    from experiments.designs import make
    from experiments.sweep import load as load_sweep
    from experiments.sweep import sweep
    from model import ProcurementModel, Scenario, compare, explain, load, load_scenario, run, simulate

    short = {"runs": 2, "years": 2}
    doors = {
        "run": lambda **k: run(**{"scenario": "baseline", **short, **k}),
        "compare": lambda **k: compare(k.pop("scenario", "baseline"), "edtu_full", **{**short, **k}),
        "simulate": lambda **k: simulate(**{"scenario": "baseline", **short, **k}),
    }
    settings = {
        "scenario": SCENARIO, "runs": WHOLE, "seed": SEED, "start": YEAR, "years": YEARS, "levers": LEVERS,
        "shocks": SHOCKS, "parameters": PARAMETERS, "tables": TABLES, "facts": FACTS, "rule": RULE,
    }  # fmt: skip
    for name, door in doors.items():
        for key, values in settings.items():
            yield from _each(name, door, key, values)
        if name != "simulate":
            yield from _each(name, door, "inputs", INPUTS)
            yield from _each(name, door, "progress", PROGRESS)
        for called in NAME:
            yield f"{name}(Scenario({called!r:.40}))", lambda door=door, n=called: door(scenario=Scenario(n))
        for field in FIELD:
            yield (
                f"{name}(Scenario({field}))",
                lambda door=door, f=field: door(scenario=Scenario("mine", **f)),
            )
    one = doors["simulate"]
    yield from _each("simulate", one, "replicates", (3, "x", [1], [-1, 2], [1.5, 2], object(), ["a", "b"]))
    for key in ("first_replicate", "workers", "block"):
        yield from _each("simulate", one, key, (-1, "x", 1.5, NAN))
    yield from _each("simulate", one, "precision", (3, "x", None))
    yield "compare(twice)", lambda: compare("baseline", "baseline")

    def agents(**k):
        return ProcurementModel(**{"scenario": "baseline", "years": 2, **k})

    for key in ("scenario", "levers", "shocks", "parameters", "facts", "rule"):
        values = settings[key]
        yield from _each("ProcurementModel", agents, key, values)
    yield from _each("ProcurementModel", agents, "seed", SEED)
    yield from _each("ProcurementModel", agents, "replicate", (None, *SEED[:-1]))
    yield from _each(
        "ProcurementModel", agents, "member_class", (3, "x", {"XX": 1}, {"PL": 3}, None, int, [])
    )

    def why(**k):
        return explain(**{"what": "baseline", "state": "PL", "domain": "fighters", "year": 2026, **k})

    yield from _each("explain", why, "what", SCENARIO)
    yield from _each("explain", why, "state", (None, 3, "XX", "pl ", [], b"PL", ""))
    yield from _each("explain", why, "domain", (None, 3, "x", [], ""))
    yield from _each("explain", why, "year", (None, "x", 1.5, NAN, 1999, [], True))
    yield from _each("explain", why, "seed", SEED)
    yield from _each("explain", why, "replicate", SEED[:-1])
    yield from _each("explain", why, "facts", FACTS)
    for read in (load, load_sweep, load_scenario):
        yield from _each(
            read.__name__, lambda value, read=read: read(value), "value", (*PLACE, "file", "nowhere")
        )
    for write in (result.save, comparison.save, lambda value: sweep(design, value, progress=False)):
        yield from _each("save", lambda value, write=write: write(value), "value", (*PLACE, "file"))
    names = ("x", 3, None, [], "", b"x")
    for ask in (result.plot, result.outcome, comparison.difference, comparison.pairs, comparison.__getitem__):
        yield from _each(ask.__name__, lambda value, ask=ask: ask(value), "value", names)
    yield from _each(
        "summary", lambda value: comparison.summary(value), "value", ("x", 3, 1.5, [], "", NAN, True)
    )
    yield "plot(state)", lambda: comparison.plot("life_history", state="XX")
    yield "orders that were not kept", lambda: result.orders

    def swept(**k):
        return sweep(**{"design": design, "out": "out", "progress": False, **k})

    part = (3, None, "1/2", (0, 1), (2, 1), (1,), (1, 2, 3), ("a", "b"), (1.5, 2), [], object())
    yield from _each("sweep", swept, "design", (None, 3, "levers", [], object()))
    yield from _each("sweep", swept, "runs", WHOLE)
    yield from _each("sweep", swept, "seed", SEED)
    yield from _each("sweep", swept, "executor", (None, 3, "x", "dask://", "dask://x", [], object()))
    yield from _each("sweep", swept, "workers", (0, -1, "x", 1.5, [], True))
    yield from _each("sweep", swept, "part", part)
    yield from _each("sweep", swept, "tables", (*TABLES, None))
    yield from _each("sweep", swept, "shard_runs", WHOLE)
    yield from _each("sweep", swept, "progress", PROGRESS)
    yield from _each("sweep", swept, "say", (3, "x"))

    def made(**k):
        return make(**{"what": "levers", "method": "lhs:3", **k})

    methods = (
        3,
        None,
        "",
        "x",
        "lhs",
        "lhs:",
        "lhs:x",
        "lhs:0",
        "lhs:-1",
        "sobol:3.5",
        "full:",
        "a:b:c",
        ",",
    )
    yield from _each("make", made, "what", SCENARIO)
    yield from _each(
        "make", made, "method", (*methods, "lhs:3,", "lhs:999999999999", "csv:", "csv:nowhere.csv")
    )
    yield from _each("make", made, "seed", SEED)
    yield from _each("make", made, "scenario", SCENARIO[1:])
    yield from _each("make", made, "start", YEAR)
    yield from _each("make", made, "years", YEARS)
    yield from _each("make", made, "data", [value for value in FACTS if value != ""])


OPTIONS = {  # option: values that no command can use
    "--runs": ("0", "-1", "x", "", "1.5", "nan", "99999999999999999999", "1e3"),
    "--seed": ("-1", "x", "", "1.5", "nan", "99999999999999999999999"),
    "--start": ("x", "", "1999", "3000", "1e3", "-1"),
    "--years": ("x", "", "0", "-1", "99", "1.5"),
    "--lever": ("", "=", "@", "edtu=", "edtu=x", "edtu=9", "nope", "edtu@x", "edtu@", "a:edtu",
        "edtu=0.5@2050", "edtu=nan"),
    "--shock": ("", "=", "nope", "us_cutoff=", "us_cutoff=x", "us_cutoff@x", "us_cutoff=9@2029",
        "us_cutoff@1990"),
    "--set": ("", "=", "mu", "mu=", "mu=x", "mu=99", "nope=1", "mu=nan", "tables.x=1",
        "tables.offers.*.price=9", "=1"),
    "--rule": ("", "nope", "no.py", "file", "../x/", "file.py"),
    "--data": ("", "nowhere", "file", "x" * 300),
    "--inputs": ("", "nope", "nowhere.csv", "file", "x" * 300 + ".csv"),
    "--outcome": ("", "nope", "US shares of orders", "us_share_order"),
    "--out": ("", "file", "file/x", "x" * 300, " "),
    "--until-ci": ("", "x", "0", "-1", "nan", "inf"),
    "--most": ("", "x", "0", "10"),
    "--nonsense": ("1",),
}  # fmt: skip
COMMANDS = {  # command: options that it has, beside an unknown one
    ("run", "baseline"): tuple(OPTIONS),
    ("compare", "baseline", "edtu_full"): tuple(OPTIONS),
    ("explain", "baseline", "--state", "PL", "--domain", "fighters"): (
        "--seed", "--start", "--years", "--lever", "--shock", "--set", "--rule", "--data", "--inputs",
            "--nonsense",
    ),
    ("knockout", "edtu_full"): ("--runs", "--seed", "--outcome", "--nonsense"),
    ("attribute", "edtu_full"): ("--runs", "--seed", "--outcome", "--out", "--nonsense"),
    ("sweep", "levers", "--design", "lhs:3"): (
        "--runs", "--seed", "--start", "--years", "--data", "--out", "--nonsense",
    ),
    ("hindcast", "--fit-to", "2014", "--predict", "2015:2019"): ("--runs", "--seed", "--out", "--nonsense"),
    ("calibrate",): ("--runs", "--seed", "--out", "--nonsense"),
    ("rules",): ("--runs", "--seed", "--out", "--nonsense"),
    ("knifeedges",): ("--runs", "--seed", "--nonsense"),
}  # fmt: skip
LINES = (
    (), ("nonsense",), ("run",), ("compare",), ("compare", "baseline"), ("compare", "baseline", "baseline"),
    ("",),
    ("run", ""), ("run", "a\0b"), ("run", "../../x"), ("run", "x" * 300), ("run", "x" * 300 + ".toml"),
    ("run", "file"),
    ("run", "nope.toml"), ("run", "./"), ("run", "\udc80"), ("show",), ("show", ""), ("show", "file"),
    ("show", "nowhere"), ("show", "x" * 300), ("show", "a\0b"), ("list", "x"), ("list", ""),
    ("list", "levers", "x"),
    ("explain", "baseline"), ("explain", "baseline", "--state", "XX", "--domain", "fighters"),
    ("explain", "baseline", "--state", "PL", "--domain", ""), ("analyse",), ("analyse", "file"),
    ("analyse", ""),
    ("analyse", "nowhere"), ("analyse", "x" * 300), ("sweep",), ("sweep", "nope"), ("sweep", "nope.toml"),
    ("sweep", "levers"), ("sweep", "levers", "--design", "x"), ("sweep", "levers", "--design", "lhs:0"),
    ("sweep", "levers", "--design", "lhs:3", "--shard", "x"),
    ("sweep", "levers", "--design", "lhs:3", "--shard", "0/1"),
    ("sweep", "levers", "--design", "lhs:3", "--shard", "2/1"),
    ("sweep", "levers", "--design", "lhs:3", "--workers", "0"),
    ("sweep", "levers", "--design", "lhs:3", "--tables", "x"),
    ("sweep", "levers", "--design", "lhs:3", "--tables", ""),
    ("sweep", "levers", "--design", "lhs:3", "--executor", "x"), ("sweep", "--repeat", "x"),
    ("sweep", "--repeat", "x", "--out", "nowhere"),
    ("sweep", "levers", "--design", "lhs:3", "--scenario", "nope"),
    ("hindcast",), ("hindcast", "--fit-to", "x", "--predict", "2015:2019"),
    ("hindcast", "--fit-to", "2013", "--predict", "2014:2018"),
    ("hindcast", "--fit-to", "2014", "--predict", "x"),
    ("hindcast", "--fit-to", "2014", "--predict", "2019:2015"),
    ("hindcast", "--fit-to", "2014", "--predict", "2015:2019", "--observed", "nowhere.csv"),
    ("hindcast", "--fit-to", "2014", "--predict", "2015:2019", "--observed", "file"),
    ("data",), ("data", "x", "y"), ("data", "register", "nowhere.csv"), ("data", "register", "file"),
    ("data", "estimate", "file"),
    ("data", "register", "", "--out", "o"), ("data", "register", "x" * 300), ("reach",), ("reach", "nope"),
    ("reach", "x>=1@2035"),
    ("reach", "eu_share_orders>=0.6@1999"), ("reach", "eu_share_orders>=0.6@2035", "--share", "0"),
    ("reach", "eu_share_orders>=0.6@2035", "--with", "nope"), ("reach", ""), ("knockout",),
    ("knockout", "nope"),
    ("attribute",), ("attribute", "nope"), ("attribute", "edtu_full", "--year", "1999"),
    ("attribute", "edtu_full", "--orders", "0"),
    ("run", "baseline", "--json", "--csv"), ("run", "baseline", "--all", "--outcome", "members"),
    ("calibrate", "--vectors", "1"),
    ("knifeedges", "--only", "x"), ("knifeedges", "--input", "nope"),
    ("run", "baseline", "--set", "mu=0.3", "--set", "mu=0.4"),
    ("show", "file", "--year", "x"),
)  # fmt: skip


def command_lines() -> list[tuple[str, ...]]:
    """Command lines that cannot be carried out."""
    out = list(LINES)
    for command, options in COMMANDS.items():
        for option in options:
            values = OPTIONS[option]
            out += [(*command, f"{option}={value}") for value in values]
            out += [(*command, option)]  # without its value
    return out


SETTINGS = (  # of a scenario file and of a design file alike: no value of these can be used
    "title = 3", "description = []", "nonsense = 1", "titel = 'x'", "start = 'x'", "start = 1999",
    "start = 3000",
    "start = 2026.5", "start = true", "years = 0", "years = 99", "years = 'x'", "years = nan", "years = []",
    "levers = 3",
    "levers = []", "levers = 'edtu'", "shocks = 3", "parameters = 'mu'", "[levers.nope]",
    "[levers.edtu]\nnope = 1",
    "[levers.edtu]\nstrength = 'x'", "[levers.edtu]\nstrength = 5", "[levers.edtu]\nstart = nan",
    "[levers.edtu]\nstrength = true",
    "[levers.edtu]\nstrength = -1", "[levers.edtu]\nstart = 1000", "[shocks.nope]",
    "[shocks.us_cutoff]\nnope = 1",
    "[shocks.us_cutoff]\nseverity = 5", "[shocks.us_cutoff]\nstart = 'x'", "[parameters]\nnope = 1",
    "[parameters]\nmu = 'x'",
    "[parameters]\nmu = 99", "[parameters]\nmu = nan", "[parameters]\nmu = true", "[parameters]\nmu = []",
    "[parameters]\nmu = {}",
    "[tables]\nnope = 1", "[tables]\ndomains.fighters.service_life = 'x'",
    "[tables]\ndomains.nope.service_life = 3",
    "[tables]\ndomains.fighters.nope = 3", "[tables]\noffers.nope.price = 1", "rule = 'x.py'",
    "rule = './x.py'",
    "rule = 3", "rule = 'nope'", "rule = ''", "= 3", "[", "[levers", "a b", "title = 'x", "\0",
    "title = \"\\q\"", "[[levers]]",
    "[levers.edtu]\n[levers.edtu]", "title = 'a'\ntitle = 'b'", "\ufeff\ufeff", "<html></html>",
    "{\"title\": 1}",
)  # fmt: skip
OF_SCENARIOS = (
    "extends = 3", "extends = ['nope']", "extends = [3]", "extends = ['mine.toml']",
    "extends = './mine.toml'",
    "extends = '../../x'", "extends = ['edtu_full', 'nope']", "[levers.edtu]\nend = 2000",
    "[levers.edtu]\nstrength = [0, 1]",
    "[parameters]\nmu = [0.2, 0.3]", "extends = ''", "[shocks.us_cutoff]\nstart = []",
)  # fmt: skip
OF_DESIGNS = (
    "", "title = 'nothing varies'", "scenario = 3", "scenario = 'nope'", "scenario = '../../x'",
    "[levers.edtu]\nstrength = [1, 0]",
    "[levers.edtu]\nstrength = [0, 9]", "[levers.edtu]\nstrength = [0, 'x']",
    "[levers.edtu]\nstrength = [0]", "[parameters]\nmu = [0, 9]",
    "[parameters]\nmu = 'nope'", "[parameters]\nmu = [0.3, 0.2]", "[parameters]\nmu = [nan, 1]",
    "[parameters]\nmu = [0.2, 0.3, 'x']",
    "[parameters]\nmu = [[0.2, 0.3]]", "[levers.edtu]\nstart = ['a', 'b']",
    "[tables]\noffers.nope.price = [0, 1]",
    "[parameters]\nmu = [true, false]",
)  # fmt: skip
POINTS = (
    "", "\n", "id\n", "id,mu\na,0.3\n", "id,parameters.mu\n", "id,parameters.mu\na,x\n",
    "id,parameters.mu\na,9\n",
    "id,parameters.mu\na\n", "id,parameters.mu\na,0.3,4\n", "id,parameters.mu\na,nan\n",
    "id,parameters.mu\na,\n",
    "id,parameters.mu\na,0.3\na,0.4\n", "id,parameters.mu\n,0.3\n", "id;parameters.mu\na;0,3\n",
    "ID,parameters.mu\na,0.3\n",
    "id,parameters.mu,parameters.mu\na,0.3,0.3\n", "id,levers.edtu.nope\na,1\n",
    "id,levers.nope.strength\na,1\n",
    "id,shocks.us_cutoff.start\na,x\n", "id,tables.offers.nope.price\na,1\n", "\0",
    "id,parameters.mu\na,\0\n", "PK\x03\x04",
    "id,parameters.mu\na,inf\n", "parameters.mu\n0.3\n", "id,parameters.\na,1\n", "id,.\na,1\n",
    "id,\na,1\n", "\"", "id,parameters.mu\n\"a,0.3\n",
)  # fmt: skip
