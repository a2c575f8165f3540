"""What may be granted on a department or an area. Seeing and doing are separate; roles are made of these."""

from typing import Any

ABILITIES = (
    "view_cases",
    "file_cases",  # accept, decline, place, send checks: the acceptance desk
    "close_cases",
    "publish_cases",
    "dispatch_cases",
    "work_cases",  # accept, take, finish for one's own department
    "assign_cases",  # give to a colleague
    "check_cases",  # verify on the spot
    "report_cases",  # put small matters right oneself and say so: an officer's
    "supervise_cases",
    "score_cases",
    "call_back",  # ask reporters what they think of the result
    "read_contacts",  # see the reporter's name and phone, with a reason
)

PERMISSIONS: list[Any] = [(ability, ability.replace("_", " ").capitalize()) for ability in ABILITIES]
