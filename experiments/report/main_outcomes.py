"""The outcomes that answers and main tables are about."""

from experiments.vocabulary import KEY_OUTCOMES

HEADLINE = ("us_share_orders", "us_share_stock")
KEY = KEY_OUTCOMES
