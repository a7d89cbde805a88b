"""The command line ``edtu``."""
