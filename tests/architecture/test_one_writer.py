"""One module writes a case's status, and no door goes round the scope: read from the source itself."""

import ast
from collections.abc import Iterator
from pathlib import Path

CHECKOUT = Path(__file__).parents[2]
APPS = ("cases", "departments", "grids", "govgrid")
WRITERS = {"update", "create", "get_or_create", "update_or_create", "bulk_update", "Case"}
DOORS = (
    "cases/views",
    "cases/api",
    "cases/serializers.py",
    "cases/forms.py",
    "cases/admin.py",
    "cases/templatetags",
)


def sources(*places: str) -> Iterator[tuple[str, ast.Module]]:
    for place in places:
        path = CHECKOUT / place
        for file in [path] if path.is_file() else sorted(path.rglob("*.py")):
            if "migrations" not in file.parts:
                yield str(file.relative_to(CHECKOUT)), ast.parse(file.read_text())


def writes_status(node: ast.AST) -> bool:
    if isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        return any(isinstance(target, ast.Attribute) and target.attr == "status" for target in targets)
    if isinstance(node, ast.Call):
        return _called(node) in WRITERS and any(word.arg == "status" for word in node.keywords)
    return _updates_in_sql(node)


def _called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _updates_in_sql(node: ast.AST) -> bool:
    text = (
        " ".join(node.value.split()).lower() if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
    )
    return "update cases_case set" in text and "status" in text


def test_only_the_workflow_writes_the_status_of_a_case() -> None:
    found = {file for file, tree in sources(*APPS) for node in ast.walk(tree) if writes_status(node)}

    assert found == {"cases/workflow.py"}


def test_only_intake_inserts_cases() -> None:
    found = {
        file
        for file, tree in sources(*APPS)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and "INSERT INTO cases_case " in node.value
    }

    assert found == {"cases/intake.py"}


def test_no_door_goes_round_the_scope() -> None:
    found = [
        f"{file}:{node.lineno}"
        for file, tree in sources(*DOORS)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in {"unscoped", "_base_manager"}
    ]

    assert found == []
