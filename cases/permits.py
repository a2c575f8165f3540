"""May this person do that with this case, where it is no move: reading a contact, publishing, hiding."""

from django.utils.translation import gettext as _

from cases.models import Case
from cases.workflow import NotAllowed
from departments.access import scope_of
from departments.models import User


def allows(by: User, ability: str, case: Case) -> bool:
    """Return whether one of the departments at work on `case`, or an area around it, grants `ability` to `by`."""
    departments = [leg.department_id for leg in case.legs.all()]
    return scope_of(by).reach(ability).covers(departments, case.area_path)


def need(by: User, ability: str, case: Case) -> None:
    """Raise NotAllowed unless `by` has the ability on this case."""
    if not allows(by, ability, case):
        raise NotAllowed(
            _("Your role does not allow this on case %(number)s.") % {"number": case.number}, number=case.number
        )
