"""The first administrator of a city that has no demo accounts."""

from getpass import getpass
from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from departments.models import User


class Command(BaseCommand):
    help = "Make an administrator. The password is asked for, or chosen through a one-time link (--link)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("email")
        parser.add_argument("--link", action="store_true", help="print a link under which the password is chosen")

    @transaction.atomic
    def handle(self, *_arguments: Any, username: str, email: str, link: bool, **_options: Any) -> None:
        user = _new_user(username, email)
        if not link:
            user.set_password(_asked_password(user))
        user.save()
        if link:
            self.stdout.write(f"{username} chooses a password here, once, within {_days()} days:\n{_link(user)}")
        else:
            self.stdout.write(f"{username} may log in at {settings.PUBLIC_URL}{reverse('login')}")


def _new_user(username: str, email: str) -> User:
    if User.objects.filter(username=username).exists():
        raise CommandError(f"There is an account {username} already; choose another name.")
    user = User(username=username, email=email, is_staff=True, is_superuser=True)
    try:
        validate_email(email)
        user.set_unusable_password()
        user.clean_fields()
    except ValidationError as error:
        raise CommandError(" ".join(error.messages)) from None
    return user


def _asked_password(user: User) -> str:
    password = getpass("Password: ")
    if password != getpass("The same again: "):
        raise CommandError("The two passwords differ; nothing was made.")
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise CommandError(" ".join(error.messages)) from None
    return password


def _link(user: User) -> str:
    token, uid = default_token_generator.make_token(user), urlsafe_base64_encode(force_bytes(user.pk))
    return settings.PUBLIC_URL + reverse("password_reset_confirm", args=[uid, token])


def _days() -> int:
    return settings.PASSWORD_RESET_TIMEOUT // 86_400
