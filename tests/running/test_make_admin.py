import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from departments.models import User

pytestmark = pytest.mark.django_db
PASSWORD = "a long walk by the lake"


def answer_with(monkeypatch, *answers):
    waiting = iter(answers)
    monkeypatch.setattr("govgrid.management.commands.make_admin.getpass", lambda _prompt: next(waiting))


def test_the_first_administrator_logs_in_with_the_password_given(monkeypatch, client):
    answer_with(monkeypatch, PASSWORD, PASSWORD)

    call_command("make_admin", "wang", "wang@city.example")

    user = User.objects.get(username="wang")
    assert user.is_superuser
    assert client.login(username="wang", password=PASSWORD)


def test_a_link_lets_the_person_choose_a_password_once(client, capsys):
    call_command("make_admin", "wang", "wang@city.example", "--link")
    link = capsys.readouterr().out.split()[-1]
    form = client.get(link.removeprefix("http://localhost:8000"), follow=True).redirect_chain[-1][0]

    client.post(form, {"new_password1": PASSWORD, "new_password2": PASSWORD})

    assert client.login(username="wang", password=PASSWORD)
    assert "set-password" not in client.get(link.removeprefix("http://localhost:8000")).headers.get("Location", "")


@pytest.mark.parametrize("answers", [("123", "123"), (PASSWORD, "something else")])
def test_a_weak_or_mistyped_password_makes_nobody(monkeypatch, answers):
    answer_with(monkeypatch, *answers)

    with pytest.raises(CommandError):
        call_command("make_admin", "wang", "wang@city.example")

    assert not User.objects.exists()


def test_a_name_that_is_taken_is_refused():
    call_command("make_admin", "wang", "wang@city.example", "--link")

    with pytest.raises(CommandError, match="already"):
        call_command("make_admin", "wang", "wang@city.example", "--link")


def test_the_login_page_is_where_the_command_says():
    assert reverse("login") == "/accounts/login/"
