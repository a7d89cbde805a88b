"""What a result says, in at most sixty words: verdict, size, cost, when, who, and what a US cut-off changes."""
