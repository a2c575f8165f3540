from django.apps import AppConfig


class GovGridConfig(AppConfig):
    name = "govgrid"

    def ready(self) -> None:
        # Bind every @shared_task to our app, in web and commands too. Not in govgrid/__init__.py, so that
        # `python -m govgrid.up` stays small and needs no settings.
        from govgrid import celery  # noqa: F401
