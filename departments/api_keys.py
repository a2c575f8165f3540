"""Programs' keys: issued once, kept as a digest, sent as `Authorization: Bearer gg_…`."""

import secrets
from hashlib import sha256

from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from departments.models import ApiKey, User

PREFIX = "gg_"


def issue(user: User, *, name: str, quota_per_minute: int) -> str:
    """Make a key for `user` and return it in clear: the only time that it can be seen."""
    key = PREFIX + secrets.token_urlsafe(32)
    ApiKey.objects.create(user=user, name=name, quota_per_minute=quota_per_minute, digest=_digest(key))
    return key


def revoke(key: ApiKey) -> None:
    key.revoked_at = timezone.now()
    key.save(update_fields=["revoked_at"])


def _digest(key: str) -> str:
    return sha256(key.encode()).hexdigest()


class ApiKeyAuthentication(BaseAuthentication):
    """DRF: a bearer key makes the request act as the key's service account; `request.auth` is the ApiKey."""

    def authenticate(self, request: Request) -> tuple[User, ApiKey] | None:
        scheme, _space, key = get_authorization_header(request).decode("latin-1").partition(" ")
        if scheme.lower() != "bearer":
            return None
        known = ApiKey.objects.filter(digest=_digest(key.strip()), revoked_at=None)
        # The database's clock comes along: a report then needs no statement of its own to learn the time.
        found = known.select_related("user").annotate(asked_at=Now()).first()
        if found is None or not found.user.is_active:
            raise AuthenticationFailed(_("This API key is not known or was revoked."))
        return found.user, found

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


class ApiKeyInSchema(OpenApiAuthenticationExtension):
    """How the OpenAPI document names the key."""

    target_class = ApiKeyAuthentication
    name = "apiKey"

    def get_security_definition(self, _auto_schema: object) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer"}
