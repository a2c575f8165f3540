"""A rule's "no": something a person asked for that the platform will not do, said so that they can act on it."""


class Refusal(Exception):
    """Carries a stable `code` for programs and a translated sentence for people; pages and the API show both."""

    code = "refused"
    status = 409

    def __init__(self, sentence: object, *, code: str | None = None, **facts: object) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.code = code or self.code
        self.facts = facts

    def __str__(self) -> str:
        return str(self.sentence)
