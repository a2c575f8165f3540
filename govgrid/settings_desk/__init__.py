"""The settings of the city: a page for each part of its configuration, and the whole of it as a pack.

They stand above the apps because a pack is read and written here, and cases and departments may not import
govgrid.packs.
"""
