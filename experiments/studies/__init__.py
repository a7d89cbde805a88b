"""The numbered experiments."""
