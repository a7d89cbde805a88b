"""Numbers: sums whose order is fixed, chance, precision, memory."""
