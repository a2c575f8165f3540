"""The grid's own desk: how the city is divided, its editions, and every way to change it.

It is here, and not in grids, because a preview asks which open cases lie in the land that changes.
"""
