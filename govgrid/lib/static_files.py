"""Static files under names that carry their content's hash, compressed once and cacheable for ever."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class ModuleManifestStorage(CompressedManifestStaticFilesStorage):
    """Also rewrites `import` lines inside ES modules, which Django leaves alone unless asked."""

    support_js_module_import_aggregation = True
