"""Which test goes to which process of a run: those that look at one platform go together, so that it starts once."""

from xdist.scheduler import LoadScopeScheduling

# Folders and files whose tests share what a fixture of theirs has started.
TOGETHER = ("tests/chaos/", "tests/running/test_backup.py", "tests/running/test_beside_it.py")


class PlatformScheduling(LoadScopeScheduling):
    """Each test alone to the process that is free, except those that stay together; these go first."""

    def _split_scope(self, nodeid: str) -> str:
        return next((shared for shared in TOGETHER if nodeid.startswith(shared)), nodeid)
