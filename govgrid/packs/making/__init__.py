"""Making packs: Yunling, the invented city of the demo, and Boston, from its published rows."""
