"""The world outside the members' control."""
