"""Outlines of countries and their divisions, and distances."""
