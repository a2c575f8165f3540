"""What a role may do where: guardian's rows, which follow from the postings."""

from django.contrib.auth.models import Group
from django.db import models
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

from departments.models.people import Department
from departments.roles import Role
from grids.models import Area


class DepartmentGroupPermission(GroupObjectPermissionBase):
    """What a role group may do with the cases of a department."""

    content_object = models.ForeignKey(Department, models.CASCADE)

    class Meta(GroupObjectPermissionBase.Meta):
        unique_together = [("group", "permission", "content_object")]


class DepartmentUserPermission(UserObjectPermissionBase):
    """Never granted: rights come from postings through groups; guardian wants both sides to exist."""

    content_object = models.ForeignKey(Department, models.CASCADE)

    class Meta(UserObjectPermissionBase.Meta):
        unique_together = [("user", "permission", "content_object")]


class AreaGroupPermission(GroupObjectPermissionBase):
    """What a role group may do with the cases of an area and all below it."""

    content_object = models.ForeignKey(Area, models.CASCADE)

    class Meta(GroupObjectPermissionBase.Meta):
        unique_together = [("group", "permission", "content_object")]


class AreaUserPermission(UserObjectPermissionBase):
    """Never granted: see DepartmentUserPermission."""

    content_object = models.ForeignKey(Area, models.CASCADE)

    class Meta(UserObjectPermissionBase.Meta):
        unique_together = [("user", "permission", "content_object")]


class RoleGroup(models.Model):
    """The guardian group of one role in one department or area."""

    group = models.OneToOneField(Group, models.CASCADE)
    role = models.CharField(max_length=20, choices=Role)
    department = models.ForeignKey(Department, models.CASCADE, null=True, blank=True)
    area = models.ForeignKey(Area, models.CASCADE, null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["role", "department", "area"], nulls_distinct=False, name="role_group_once")
        ]

    def __str__(self) -> str:
        return self.group.name
