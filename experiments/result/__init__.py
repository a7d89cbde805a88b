"""What a run gives, in memory and on disk."""
