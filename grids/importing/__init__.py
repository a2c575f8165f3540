"""Bringing areas in from a file: read it, check it, compare it with the grid, and adopt it as an edition.

    plan = comparing.plan_of(path, Wish(level="cell", on=day))      nothing is written
    plan.report.faults, plan.report.warnings, plan.report.counts
    adopting.adopt(plan, at=at, by_name="Adam")                     one edition, which can be undone

A file is read in a process of its own with hard bounds (`confined`); what reaches us is plain outlines and texts.
"""
