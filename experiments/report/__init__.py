"""A result in words, tables and one page."""
