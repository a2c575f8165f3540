"""Which departments are at work, and who works there: asked for by every queue."""

from django.db.models import QuerySet

from departments.models import Department, User
from govgrid.lib.remembered import remembered


@remembered(seconds=30)
def departments_at_work() -> dict[int, Department]:
    """Return the departments in force by id, kept in memory for a short while."""
    return {department.pk: department for department in Department.objects.filter(valid_to=None).order_by("pk")}


@remembered(seconds=30)
def every_department() -> dict[int, Department]:
    """Return all departments by id, ended ones too, for their names in what has happened."""
    return Department.objects.in_bulk()


def people_of(department_id: int) -> QuerySet[User]:
    """Return the active people posted to a department, in the order of their accounts."""
    there = User.objects.filter(is_active=True, groups__rolegroup__department=department_id)
    return there.distinct().order_by("pk")
