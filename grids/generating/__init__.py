"""Generating cells inside communities: squares, hexagons, or about as many households in each.

Read it in this order: `ground` (what is divided), `plane` (in metres), `ways` (by which lines), `faces` (cutting),
`slivers` (joining), `numbering`, `planning` (a plan to look at), `surroundings` and `present` (what is there already),
`adopting`. Borders get the same corners on both sides by `grids.nodes`.

What a plan promises: the cells tile the outline of the community exactly, with the same corners on both sides of every
border, the borders to neighbouring communities included.
"""
