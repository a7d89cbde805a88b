"""The outcomes that answers and main tables are about."""

from experiments.answer.key import KEY  # noqa: F401

HEADLINE = ("us_share_orders", "us_share_stock")
