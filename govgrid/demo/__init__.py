"""Some days of life for the demo city, so that a stranger finds work in every place of work."""
