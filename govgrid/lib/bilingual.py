"""Names kept in English and Chinese, read in the language of the person who looks."""

from django.utils.translation import get_language


def speaks_chinese() -> bool:
    return (get_language() or "en").startswith("zh")


def in_language(english: str, chinese: str) -> str:
    """Return the text in the language now active; where that one is missing, the other."""
    return (chinese or english) if speaks_chinese() else (english or chinese)


class Bilingual:
    """A row with `name_en` and `name_zh`."""

    name_en: str
    name_zh: str

    @property
    def name(self) -> str:
        return in_language(self.name_en, self.name_zh)

    def __str__(self) -> str:
        return self.name
