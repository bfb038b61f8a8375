"""Reviewing what a run decided: the least certain decisions, as lists and as a page that saves corrections."""
