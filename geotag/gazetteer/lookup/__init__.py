"""Names and points looked up in a gazetteer that is there."""
