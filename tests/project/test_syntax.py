"""Ways of writing that keep every bit the same for one run and for many, enforced on the syntax tree.

A reduction of numpy may add in another order for another memory layout, BLAS may do so for another size, and the
functions of ``math`` differ from numpy's in the last bit. So the code that runs each year does without them.
"""

import ast
import functools

from support import ROOT, every

MODEL = ROOT / "model"
FOLDERS = ("rules", "members", "suppliers", "institutions", "world", "outcomes")
READ_ONLY = {"members/options.py"}  # rows for people to read, which decide nothing
YEARLY = sorted(
    [
        path
        for folder in FOLDERS
        for path in (MODEL / folder).glob("*.py")
        if path.relative_to(MODEL).as_posix() not in READ_ONLY
    ]
    + [MODEL / f"{name}.py" for name in ("market", "cycle", "numeric/fold")]
)
NO_NUMBERS = sorted(path for folder in ("rules", "institutions") for path in (MODEL / folder).glob("*.py"))
EVERYTHING = sorted(MODEL.rglob("*.py"))

REDUCTIONS = {"sum", "mean", "dot", "matmul", "einsum", "prod", "cumsum", "std", "var", "inner", "tensordot"}
BUILTINS = {"sum", "min", "max", "round", "pow"}
ALLOWED = {  # (file, source of the expression): why it may stay
    ("suppliers/variables.py", "projects.sum(axis=1)"): "counts of ones in the table of offers, no run axis",
    ("members/cases.py", "listed.sum(axis=1)"): "counts of offers, whole numbers",
    (
        "outcomes/closeups.py",
        "certified.view(np.uint8).sum(axis=0, dtype=np.uint16)",
    ): "counts of states, whole numbers",
    ("members/decision.py", "np.cumsum(lots)"): "whole numbers",
    ("outcomes/ledger.py", "np.cumsum([0] + [len(keys) for keys in facts.offers.keys])"): "whole numbers",
    ("members/contracts.py", "np.prod(shape)"): "whole numbers",
    ("members/agents.py", "max(decided)"): "a year, for a reader",
    ("members/agents.py", "max(self.memory)"): "a year, for a reader",
    ("members/agents.py", "self.variables.money.sum()"): "only shown to a reader, decides nothing",
}
NUMBERS = {0, 1, 2, 0.5}
TINY = 1e-6  # guards against division by nothing
ALLOWED_NUMBERS = {
    ("rules/production.py", 12): "most sites that are told apart, a bound of the loop and no parameter",
    ("rules/choice.py", 3): "names and number of the nests",
    ("rules/usa.py", 3): "number of regimes",
    ("institutions/legislation.py", 3): "name of a design",
    ("institutions/tiers.py", 4): "end of the range of tiers",
}


def name_of(path):
    return path.relative_to(MODEL).as_posix()


@functools.cache
def nodes(path):
    return list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


def offences(path, found):
    """Lines of a file with an offence that is not on the allow-list."""
    return [
        f"{name_of(path)}:{node.lineno}: {ast.unparse(node)}"
        for node in nodes(path)
        if found(node) and (name_of(path), ast.unparse(node)) not in ALLOWED
    ]


def is_call_of(node, owner, names=None):
    """Whether a node is ``owner.name(...)`` for one of the names, or for any."""
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == owner
        and (names is None or node.func.attr in names)
    )


@every(YEARLY)
def test_yearly_code_uses_no_function_of_math(path):
    def found(node):
        if isinstance(node, ast.Import):
            return any(alias.name == "math" for alias in node.names)
        return isinstance(node, ast.ImportFrom) and node.module == "math" or is_call_of(node, "math")

    assert not offences(path, found)


@every(YEARLY)
def test_yearly_code_has_no_matrix_product_and_no_reduction_but_folds(path):
    def found(node):
        if isinstance(node, (ast.BinOp, ast.AugAssign)) and isinstance(node.op, ast.MatMult):
            return True
        called = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        return called and node.func.attr in REDUCTIONS

    assert not offences(path, found)


@every(YEARLY)
def test_yearly_code_raises_to_a_power_only_by_exp_and_log(path):
    def found(node):
        power = isinstance(node, (ast.BinOp, ast.AugAssign)) and isinstance(node.op, ast.Pow)
        return power or is_call_of(node, "np", {"power", "float_power"})

    assert not offences(path, found)


@every(YEARLY)
def test_yearly_code_uses_no_builtin_that_stumbles_over_arrays(path):
    def found(node):
        return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in BUILTINS

    assert not offences(path, found)


@every(EVERYTHING)
def test_chance_comes_from_the_tables_of_luck_only(path):
    if name_of(path) == "numeric/luck.py":
        return

    def found(node):
        if isinstance(node, ast.Attribute):
            return ast.unparse(node) in ("np.random", "numpy.random")
        modules = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        modules += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        return any(module in ("random", "secrets", "numpy.random") for module in modules)

    assert not offences(path, found)


@every(NO_NUMBERS)
def test_rules_and_institutions_hold_no_number_that_belongs_in_a_table(path):
    def found(node):
        number = isinstance(node, ast.Constant) and isinstance(node.value, (int, float))
        if not number or isinstance(node.value, bool) or node.value in NUMBERS or 0 < node.value <= TINY:
            return False
        return (name_of(path), node.value) not in ALLOWED_NUMBERS

    assert not offences(path, found)


def test_nothing_is_allowed_that_no_longer_occurs():
    written = {
        (name_of(path), ast.unparse(node))
        for path in YEARLY
        for node in nodes(path)
        if isinstance(node, (ast.expr, ast.stmt))
    }
    numbers = {
        (name_of(path), node.value)
        for path in NO_NUMBERS
        for node in nodes(path)
        if isinstance(node, ast.Constant) and isinstance(node.value, (int, float))
    }
    assert set(ALLOWED) <= written
    assert set(ALLOWED_NUMBERS) <= numbers
