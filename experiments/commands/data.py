"""The command ``edtu data``: its words and what it does. Only the standard library is imported here."""

from pathlib import Path

from model.errors import InputError

ACTIONS = ("register", "estimate")
PLACE = "results/register"


def arguments(parser) -> None:
    """Add the words of the command."""
    add = parser.add_argument
    add(
        "action",
        help="register: SIPRI's export to a table of orders and sums; estimate: what the orders say (about a minute)",
    )
    add("file", help="trade register as SIPRI exports it (CSV); estimate also takes a table of orders")
    add(
        "--out",
        metavar="DIR",
        help=f"new folder for the tables (register: default {PLACE}; estimate: none)",
    )
    add("--publish", action="store_true", help="estimate: write the table that docs/calibration.md prints")


def run(options) -> None:
    """Do what was asked for."""
    from experiments import vocabulary

    action = vocabulary.require("action", options.action, ACTIONS, "edtu data")
    if action == "register":
        if options.publish:
            raise InputError("--publish: goes with edtu data estimate; the register itself is not published")
        _register(options.file, _free(options.out or PLACE))
    else:
        _estimate(options.file, _free(options.out) if options.out else None, options.publish)


def _free(path: str) -> Path:
    """The folder, if it holds nothing yet."""
    folder = Path(path)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError(f"{path}: is there already; name a folder that does not exist yet with --out")
    return folder


def _place(tables: dict, folder: Path) -> None:
    """Write tables into a new folder, whole or not at all."""
    from experiments.calibration import orders
    from experiments.result import disk

    with disk.hidden_beside(folder.absolute()) as hidden:
        for name, (rows, columns) in tables.items():
            orders.write(rows, hidden / name, columns)
        hidden.replace(folder.absolute())


def _register(file: str, folder: Path) -> None:
    from experiments.calibration import orders, register

    rows = register.read(file)
    register_orders = orders.from_rows(rows, file)
    tables = {
        "orders.csv": (rows, orders.COLUMNS),
        "sums.csv": (register.sums(register_orders), register.SUMS),
    }
    _place(tables, folder)
    print(
        f"{len(rows)} orders of members, {len(register_orders.year)} of them in a domain of the model, "
        f"{register_orders.year.min()} to {register_orders.year.max()}."
    )
    print(f"Written: {folder}/orders.csv (SIPRI's data: for your own use), {folder}/sums.csv (own sums).")
    print(f"Next: edtu data estimate {folder}/orders.csv")


def _estimate(file: str, folder: Path | None, publish: bool) -> None:
    from experiments.calibration import estimates, orders, register

    register_orders = register.orders_of(file)
    rows = list(estimates.estimate(register_orders))
    print(estimates.text(rows))
    if folder:
        _place({"estimates.csv": (rows, estimates.COLUMNS)}, folder)
        print(f"Written: {folder}/estimates.csv")
    if publish:
        orders.write(rows, estimates.FILE, estimates.COLUMNS)
        print(f"Written: {estimates.FILE.name}; now: python -m experiments.publish.calibration")
