"""The outcomes that the sentences of a report are about."""

HEADLINE = ("us_share_orders", "us_share_stock")
