"""Documents that are drawn from the code stay true."""

from govgrid.management.commands.write_moves import DOCUMENT, document


def test_the_picture_of_the_moves_is_the_table_of_the_moves() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == document(), "run: manage.py write_moves"
