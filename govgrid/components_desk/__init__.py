"""The census of components, for administrators: a file is checked on a page, its faults read there, and taken in.

It stands with the other configuration desks, above the apps; what it does is departments.census.
"""
