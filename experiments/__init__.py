"""What people do with the model: run, compare, save, draw, report. The door is `model`: ``from model import run``."""
