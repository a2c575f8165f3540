"""Static files under names that carry their content's hash, compressed once and cacheable for ever."""

from collections.abc import Iterator

from whitenoise.storage import CompressedManifestStaticFilesStorage

# Extensions of htmx that no page loads; one of them imports a module that its package does not bring.
UNUSED = "django_htmx/ext/"


class ModuleManifestStorage(CompressedManifestStaticFilesStorage):
    """Also rewrites `import` lines inside ES modules, which Django leaves alone unless asked."""

    support_js_module_import_aggregation = True

    def post_process(self, paths: dict, *arguments: object, **options: object) -> Iterator[tuple]:
        wanted = {name: where for name, where in paths.items() if not name.startswith(UNUSED)}
        return super().post_process(wanted, *arguments, **options)
