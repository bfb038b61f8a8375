"""Maps: one HTML page that shows articles beside the places they mention, and opens without a network."""

from geotag.maps.drawing import article_map, write_map

__all__ = ["article_map", "write_map"]
