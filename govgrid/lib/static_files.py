"""Static files under names that carry their content's hash, compressed once and cacheable for ever."""

from collections.abc import Iterator
from functools import cache

from whitenoise.storage import CompressedManifestStaticFilesStorage

# Extensions of htmx that no page loads; one of them imports a module that its package does not bring.
UNUSED = "django_htmx/ext/"


class ModuleManifestStorage(CompressedManifestStaticFilesStorage):
    """Also rewrites `import` lines inside ES modules, which Django leaves alone unless asked."""

    support_js_module_import_aggregation = True
    # One for each step of the longest chain of imports; Django's five are fewer than ours has.
    max_post_process_passes = 12

    # A page names its sprite of icons once a row; what a name leads to is settled before a web process starts.
    @cache  # noqa: B019 - the one storage lives as long as its process
    def url(self, name: str | None, force: bool = False) -> str:
        return super().url(name, force)

    def post_process(self, paths: dict, *arguments: object, **options: object) -> Iterator[tuple]:
        wanted = {name: where for name, where in paths.items() if not name.startswith(UNUSED)}
        return super().post_process(wanted, *arguments, **options)
