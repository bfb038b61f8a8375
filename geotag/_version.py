"""The version of geotag, and nothing else, so that building it imports nothing."""

__version__ = "0.1.0"
