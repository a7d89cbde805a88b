"""All levers by key: every module of this folder is imported, so a lever in a new file is found without being named."""

from __future__ import annotations

import importlib
import pkgutil

from model import institutions
from model.institutions.lever import LEVERS

__all__ = ["LEVERS"]

for _module in pkgutil.iter_modules(institutions.__path__):
    importlib.import_module(f"{institutions.__name__}.{_module.name}")
