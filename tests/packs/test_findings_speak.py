"""What is wrong with a pack is read in a browser too: each sentence goes through the catalogues."""

import ast
from collections.abc import Iterator
from pathlib import Path

import govgrid.packs

HOME = Path(govgrid.packs.__file__).parent
TOLD_BY = {"findings.fault", "findings.warn", "ValueError"}


def sentences(tree: ast.AST) -> Iterator[ast.expr | None]:
    """What is found at fault: the last word of a call, what a check yields, what is kept to be told."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in TOLD_BY:
            yield node.args[-1]
        if isinstance(node, ast.Yield) or (isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "sentence"):
            yield node.value


def is_bare(said: ast.expr | None) -> bool:
    return isinstance(said, ast.JoinedStr) or (isinstance(said, ast.Constant) and " " in str(said.value))


def test_no_finding_is_said_in_english_alone() -> None:
    files = [path for path in HOME.rglob("*.py") if "making" not in path.parts]

    bare = [
        f"{path.relative_to(HOME)}:{said.lineno}"
        for path in files
        for said in sentences(ast.parse(path.read_text()))
        if said is not None and is_bare(said)
    ]

    assert files
    assert bare == []
