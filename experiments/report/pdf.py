"""A report as one PDF, made without a browser: the same texts, tables and pictures as the page."""

from __future__ import annotations
