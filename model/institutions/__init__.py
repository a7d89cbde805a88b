"""Institutions and levers, one small file each; every module here is found by `model.institutions.lever`."""
