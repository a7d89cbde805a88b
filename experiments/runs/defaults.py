"""Defaults of ``--until-ci``; only the standard library is imported here, because ``--help`` names them."""

OUTCOME = "eu_share_orders"
MOST = 20_000  # runs
