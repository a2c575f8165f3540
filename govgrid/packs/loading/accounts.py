"""Writing demo accounts and their postings. A production platform never has any."""

from django.contrib.auth.hashers import check_password, make_password

from departments.models import Posting, User
from departments.roles import Role
from govgrid.packs.loading.upsert import Changes
from govgrid.packs.pack import Pack, Row


def write_accounts(
    pack: Pack, areas: dict[str, int], departments: dict[str, int], *, password: str, changes: Changes
) -> None:
    """Make the accounts of the pack with `password`, and post them."""
    users = _users(pack, password, changes)
    present = set(Posting.objects.values_list("user", "role", "department", "area"))
    for row in pack.rows("accounts"):
        post = Posting(
            user_id=users[row["username"]],
            role=row["role"],
            department_id=departments.get(row["department"]),
            area_id=areas.get(row["area"]),
        )
        is_new = (post.user_id, post.role, post.department_id, post.area_id) not in present
        if is_new:
            post.save()
        changes.add("postings", is_new)


def _users(pack: Pack, password: str, changes: Changes) -> dict[str, int]:
    people = {row["username"]: row for row in pack.rows("accounts")}
    present = {user.username: user for user in User.objects.filter(username__in=people)}
    # One digest for all: hashing is slow on purpose, and the password is the same.
    secret = make_password(password)
    new = [_user(row, secret) for name, row in people.items() if name not in present]
    User.objects.bulk_create(new)
    if present and not check_password(password, next(iter(present.values())).password):
        User.objects.filter(username__in=present).update(password=secret)
        changes.add("passwords", len(present))
    changes.add("accounts", len(new))
    return dict(User.objects.filter(username__in=people).values_list("username", "pk"))


def _user(row: Row, secret: str) -> User:
    names = ("username", "name_en", "name_zh", "email", "language")
    return User(password=secret, is_staff=row["role"] == Role.ADMINISTRATOR, **{name: row[name] for name in names})
