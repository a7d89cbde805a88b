"""How to remake what is published: said inside every file, and read back."""
