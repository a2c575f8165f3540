from contextlib import suppress


def say(text: str) -> None:
    """Print `text` at once. A terminal that was closed meanwhile must not keep us from ending the children."""
    with suppress(OSError):
        print(text, flush=True)
