"""What breaks results by accident, done on purpose and counted: kills, changed bytes, two at once, long use."""
