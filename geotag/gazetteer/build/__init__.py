"""Gazetteers made, extended and compared."""
