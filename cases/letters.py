"""Letters: notices become deliveries, deliveries are sent."""

from datetime import datetime


def write_waiting(*, at: datetime, limit: int = 100) -> int:
    """Turn up to `limit` notices into deliveries; return how many were taken. 0: nothing waits."""
    return 0


def send_waiting(*, at: datetime, limit: int = 20) -> int:
    """Send up to `limit` waiting deliveries; return how many were tried. 0: nothing waits."""
    return 0
