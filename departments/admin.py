"""Configuration of who: accounts, postings, offices, calendars, the dictionary and programs' keys.

No case is here: cases change by their moves alone. Open to superusers and to those posted as administrators.
"""

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.db.models import Model, QuerySet
from django.forms import Form
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from departments import api_keys, shifts
from departments.access import administers, grant_postings
from departments.forms_admin import CalendarDayForm, CalendarForm, PostingForm
from departments.forms_roster import AbsenceForm, ShiftForm
from departments.models import Absence, ApiKey, CalendarDay, Category, Department, Posting, Shift, User, WorkCalendar
from departments.work_calendars import WorkCalendars, touched_since

# Groups follow from postings; edited by hand they would be overwritten.
admin.site.unregister(Group)


class ForAdministrators:
    """Rights in the admin come from the posting; `may_add` and `may_delete` are for tables that people keep here."""

    may_add = may_delete = may_change = True

    def has_module_permission(self, request: HttpRequest) -> bool:
        return administers(request.user)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return administers(request.user)

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.may_add and administers(request.user)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.may_change and administers(request.user)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.may_delete and administers(request.user)


class Granting(ForAdministrators):
    """What is saved here changes who may do what, at once."""

    def save_related(self, request: HttpRequest, form: Form, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        _grant()

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        super().delete_model(request, obj)
        _grant()

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        super().delete_queryset(request, queryset)
        _grant()


def _grant() -> None:
    # The request runs in the city's time zone (grids.city.CityTime), so this is the city's day.
    grant_postings(on=timezone.localdate())


class PostingInline(ForAdministrators, admin.TabularInline):
    model = Posting
    fk_name = "user"
    form = PostingForm
    raw_id_fields = ("area", "deputy")
    extra = 0


class AbsenceInline(ForAdministrators, admin.TabularInline):
    model = Absence
    fk_name = "user"
    form = AbsenceForm
    raw_id_fields = ("deputy",)
    ordering = ("-begins_at",)
    extra = 0


@admin.register(User)
class AccountAdmin(Granting, UserAdmin):
    """Accounts are switched off, never deleted: the history of cases names them."""

    may_delete = False
    inlines = (PostingInline, AbsenceInline)
    list_display = ("username", "name_en", "name_zh", "email", "is_active", "is_staff", "last_login")
    list_filter = ("is_active", "is_staff", "postings__role")
    search_fields = ("username", "name_en", "name_zh", "email")
    fieldsets = (
        (None, {"fields": ("username", "password", "is_active")}),
        (_("Person"), {"fields": ("name_en", "name_zh", "email", "phone", "language")}),
        (_("Rights beside the postings"), {"fields": ("is_staff", "is_superuser")}),
    )

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """A superuser's account is changed by superusers only, or an administrator could take it over."""
        mine = obj is None or request.user.is_superuser or not obj.is_superuser
        return mine and super().has_change_permission(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        return () if request.user.is_superuser else ("is_superuser",)

    def save_related(self, request: HttpRequest, form: Form, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        for absence in form.instance.absences.filter(ends_at__gt=timezone.now()):
            warn_of_gap(request, absence)


@admin.register(Posting)
class PostingAdmin(Granting, admin.ModelAdmin):
    form = PostingForm
    list_display = ("user", "role", "department", "area", "valid_from", "valid_to")
    list_filter = ("role",)
    list_select_related = ("user", "department", "area")
    search_fields = ("user__username", "user__name_en", "user__name_zh")
    raw_id_fields = ("user", "area", "deputy")


def warn_of_gap(request: HttpRequest, absence: Absence) -> None:
    """Say so where nobody stands in for an absent person: the deputies are away themselves, or form a circle."""
    if since := shifts.nobody_from(absence):
        messages.warning(request, shifts.gap_words(absence, since))


@admin.register(Absence)
class AbsenceAdmin(ForAdministrators, admin.ModelAdmin):
    form = AbsenceForm
    list_display = ("user", "begins_at", "ends_at", "deputy", "reason")
    list_select_related = ("user", "deputy")
    search_fields = ("user__username", "user__name_en", "user__name_zh")
    raw_id_fields = ("user", "deputy")
    ordering = ("-begins_at",)

    def save_model(self, request: HttpRequest, obj: Absence, form: Form, change: bool) -> None:
        super().save_model(request, obj, form, change)
        warn_of_gap(request, obj)


@admin.register(Shift)
class ShiftAdmin(ForAdministrators, admin.ModelAdmin):
    form = ShiftForm
    list_display = ("user", "department", "area", "begins_at", "ends_at", "duty_officer", "call_order")
    list_filter = ("duty_officer", "department")
    list_select_related = ("user", "department", "area")
    search_fields = ("user__username", "user__name_en", "user__name_zh")
    raw_id_fields = ("user", "area")
    ordering = ("-begins_at",)


@admin.register(Department)
class DepartmentAdmin(ForAdministrators, admin.ModelAdmin):
    """What the pack says stands; how to reach the office and by which calendar it works is kept here."""

    may_add = may_delete = False
    list_display = ("code", "name_en", "name_zh", "kind", "calendar", "email", "phone", "catch_all")
    list_filter = ("kind",)
    list_select_related = ("calendar",)
    search_fields = ("code", "name_en", "name_zh")
    readonly_fields = ("code", "parent", "kind", "area", "catch_all", "valid_to")


@admin.register(Category)
class CategoryAdmin(ForAdministrators, admin.ModelAdmin):
    """The dictionary comes from the pack; whether a kind is offered and published is decided here."""

    may_add = may_delete = False
    list_display = ("code", "name_en", "name_zh", "kind", "publish", "public", "urgent", "verified")
    list_filter = ("kind", "publish", "public", "urgent")
    search_fields = ("code", "name_en", "name_zh")
    fields = ("code", "name_en", "name_zh", "kind", "parent", "source", "verified", "publish", "public", "urgent")
    readonly_fields = ("code", "name_en", "name_zh", "kind", "parent", "source", "verified")


class CalendarDayInline(ForAdministrators, admin.TabularInline):
    model = CalendarDay
    form = CalendarDayForm
    fields = ("day", "kind", "windows", "name_en", "name_zh", "verified", "source")
    ordering = ("-day",)
    extra = 1


@admin.register(WorkCalendar)
class WorkCalendarAdmin(ForAdministrators, admin.ModelAdmin):
    """Edited hours count the version up; workers then compute the running clocks anew."""

    may_add = may_delete = False
    form = CalendarForm
    list_display = ("code", "name_en", "name_zh", "time_zone", "always_open", "covered_to")
    readonly_fields = ("code",)
    inlines = (CalendarDayInline,)

    def save_model(self, request: HttpRequest, obj: WorkCalendar, form: Form, change: bool) -> None:
        request._hours_before = WorkCalendars().by_id
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Form, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        touched_since(request._hours_before, at=timezone.now(), by=request.user)


@admin.register(ApiKey)
class ApiKeyAdmin(ForAdministrators, admin.ModelAdmin):
    """Keys are issued and revoked, never changed; a key in clear is shown once."""

    may_change = may_delete = False
    list_display = ("name", "user", "quota_per_minute", "created_at", "revoked_at")
    list_select_related = ("user",)
    fields = ("name", "user", "quota_per_minute")
    raw_id_fields = ("user",)
    actions = ("revoke_keys",)

    def save_model(self, request: HttpRequest, obj: ApiKey, form: Form, change: bool) -> None:
        key = api_keys.issue(obj.user, name=obj.name, quota_per_minute=obj.quota_per_minute)
        obj.pk = obj.user.api_keys.filter(name=obj.name).latest("pk").pk
        messages.warning(
            request, gettext("The key is %(key)s — copy it now, it is not kept and not shown again.") % {"key": key}
        )

    @admin.action(description=_("Revoke the chosen keys"))
    def revoke_keys(self, request: HttpRequest, queryset: QuerySet[ApiKey]) -> None:
        for key in queryset.filter(revoked_at=None):
            api_keys.revoke(key)
            self.log_change(request, key, "revoked")
