"""The gazetteer: places by name, from a local database. It knows nothing of articles or of the recogniser."""
