class CannotStart(Exception):
    """A start that must not go on; its text is one sentence for the person at the terminal."""
