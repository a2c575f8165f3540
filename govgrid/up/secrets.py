"""The secrets of a home: made once, kept in a file that only its owner can read."""

import base64
import json
import os
import secrets
from pathlib import Path


def made_secrets() -> dict[str, str]:
    """Return fresh secrets under the names that the settings read."""
    return {
        "GOVGRID_SECRET_KEY": secrets.token_urlsafe(64),
        # 32 bytes in URL-safe base64 is the form of a Fernet key.
        "GOVGRID_CONTACT_KEYS": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        "GOVGRID_DEMO_PASSWORD": "-".join(secrets.token_hex(2) for _ in range(3)),
    }


def kept_secrets(path: Path) -> dict[str, str]:
    """Return the secrets in `path`, which is made at the first call. Variables of the environment come first."""
    if not path.exists():
        write_private(path, made_secrets())
    kept = json.loads(path.read_text())
    return {name: os.environ.get(name) or value for name, value in kept.items()}


def contact_keys(path: Path) -> list[str]:
    """Return the keys of the reporters' contacts: the environment's, else those in `path`, else none."""
    kept = json.loads(path.read_text()) if path.exists() else {}
    text = os.environ.get("GOVGRID_CONTACT_KEYS") or kept.get("GOVGRID_CONTACT_KEYS", "")
    return [key.strip() for key in text.split(",") if key.strip()]


def write_private(path: Path, values: dict[str, str]) -> None:
    """Write `values` as JSON into `path`, readable by its owner alone, whole or not at all."""
    half = path.with_suffix(".new")
    half.unlink(missing_ok=True)
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(values, file, indent=1)
    half.replace(path)
