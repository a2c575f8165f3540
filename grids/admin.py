"""Configuration of where: areas come from the city pack and are only looked up here."""

from django.contrib import admin
from django.http import HttpRequest

from grids.models import Area


@admin.register(Area)
class AreaAdmin(admin.ModelAdmin):
    """Found by code or name, for postings; changed by loading the pack again."""

    list_display = ("code", "name", "level", "zone", "valid_from", "valid_to")
    list_filter = ("level",)
    search_fields = ("code", "name_en", "name_zh")
    ordering = ("code",)
    show_full_result_count = False

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Area | None = None) -> bool:
        """Who has come as far as the admin may look: outlines and names of areas are public."""
        return request.user.is_staff

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Area | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Area | None = None) -> bool:
        return False
