"""What a whole run found: places, people, which of them are named together, and when, where and by whom."""
