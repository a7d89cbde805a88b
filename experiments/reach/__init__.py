"""What would it take: the cheapest packages of levers that reach a target in most futures."""
