"""Maps: HTML pages that show articles with the places they mention, and open without a network."""

from geotag.maps.corpus import corpus_map, write_corpus_map
from geotag.maps.drawing import article_map, write_map

__all__ = ["article_map", "corpus_map", "write_corpus_map", "write_map"]
