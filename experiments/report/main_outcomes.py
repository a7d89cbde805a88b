"""The outcomes that answers and main tables are about."""

HEADLINE = ("us_share_orders", "us_share_stock")
KEY = (
    "us_share_orders",
    "eu_share_orders",
    "third_share_orders",
    "us_share_deliveries",
    "us_share_stock",
    "retained_capability_180",
    "capability_gap",
    "full_cost_bn",
)
