"""From text and recognised spans to mentions with candidates."""
