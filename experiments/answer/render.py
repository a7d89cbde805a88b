"""Pages and pieces of pages from templates: text is escaped, a name that was not given is an error."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jinja2 import Environment

HERE = "experiments.answer"


@cache
def environment(package: str) -> Environment:
    """The templates in the folder ``templates`` of a package, those of answers among them."""
    from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

    places = [PackageLoader(name) for name in dict.fromkeys((package, HERE))]
    return Environment(
        loader=ChoiceLoader(places),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def render(name: str, package: str = HERE, **values: Any) -> str:
    """One template filled in.

    Args:
        name: file in the folder ``templates`` of ``package``. package: dotted name.
        **values: what the template asks for.
    """
    return environment(package).get_template(name).render(**values)
