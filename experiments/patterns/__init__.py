"""What a credible model shows without being told, measured on runs."""
