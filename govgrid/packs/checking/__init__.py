"""Checking a whole pack before anything is written: each module adds what it finds to the findings."""

from govgrid.packs.checking import components, land, offices, phrases, rules, tiling, words
from govgrid.packs.faults import Findings
from govgrid.packs.pack import Pack


def check_pack(pack: Pack, findings: Findings) -> None:
    """Add every fault and warning of `pack` that reading alone could not see."""
    for part in (words, land, tiling, offices, rules, phrases, components):
        part.check(pack, findings)
