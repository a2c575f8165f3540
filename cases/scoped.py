"""Cases are asked for on somebody's behalf: the default manager of Case refuses to answer without a scope."""

from typing import Any

from django.db import models


class ScopeMissing(RuntimeError):
    """A question about cases was put without `visible_to(user)`: a fault of ours, never of a user."""


class ScopedQuerySet(models.QuerySet):
    """Answers nothing until `within(condition)` has been called; every way to evaluate it is closed."""

    _scoped = False

    def within(self, condition: models.Q) -> "ScopedQuerySet":
        """Return the cases that satisfy `condition`, the scope; the only way to open the queryset."""
        scoped = self.filter(condition)
        scoped._scoped = True
        return scoped

    def _clone(self) -> "ScopedQuerySet":
        clone = super()._clone()  # type: ignore[misc]
        clone._scoped = self._scoped
        return clone

    def need_scope(self) -> None:
        """Raise ScopeMissing unless within() has been called."""
        if not self._scoped:
            raise ScopeMissing("Ask for cases with queries.visible_to(user).")

    def _fetch_all(self) -> None:
        self.need_scope()
        super()._fetch_all()

    def iterator(self, *args: Any, **options: Any) -> Any:
        self.need_scope()
        return super().iterator(*args, **options)

    def count(self) -> int:
        self.need_scope()
        return super().count()

    def exists(self) -> bool:
        self.need_scope()
        return super().exists()

    def aggregate(self, *args: Any, **named: Any) -> dict[str, Any]:
        self.need_scope()
        return super().aggregate(*args, **named)

    def explain(self, *args: Any, **options: Any) -> str:
        self.need_scope()
        return super().explain(*args, **options)

    def update(self, **_values: Any) -> int:
        raise ScopeMissing("Cases are written by cases.workflow only.")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise ScopeMissing("Cases are never deleted.")


class ScopedManager(models.Manager.from_queryset(ScopedQuerySet)):  # type: ignore[misc]
    """`Case.objects`: closed until scoped."""
