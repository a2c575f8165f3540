"""`make bench`: the real stack on a scratch home, filled, measured, and each figure beside a floor of the same run."""
