"""The pages of the duty list: administrators draft, try and adopt it, supervisors read along.

They stand above the apps because a list that is sent is read and checked as a city pack is, and cases and departments
may not import govgrid.packs.
"""
