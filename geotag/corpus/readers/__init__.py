"""Readers of articles, one module a format; :mod:`geotag.corpus.readers.registry` lists them."""
