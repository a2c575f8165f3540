"""What a person does in another terminal while the platform runs."""


def test_a_second_start_on_the_same_home_is_refused(running, refusal):
    said = refusal(home=running.home)

    assert f"already runs from {running.home}" in said
    assert f"http://localhost:{running.port}" in said


def test_a_command_beside_it_speaks_to_the_same_database(running):
    ask = "from django.db import connection as c; print(c.get_connection_params())"

    assert str(running.home) in running.manage("shell", "-v", "0", "-c", ask)


def test_a_start_says_whom_one_can_sign_in_as(running):
    assert "No accounts yet. Make the first one: manage.py make_admin" in "".join(running.said)
