import shutil
import tarfile

import pytest

from tests.running.starting import a_home, starter

SHELL = ("shell", "-v", "0", "-c")
MAKE_A_ROW = "from departments.models import User; User.objects.create(username='zhang', name_zh='张伟')"
READ_IT = "from departments.models import User; print(User.objects.get(username='zhang').name_zh)"
PHOTO = b"\xff\xd8 the photo of a hole \xff\xd9"


@pytest.fixture(scope="module")
def made():
    """A backup that was made while the platform ran, with one row and one photo in it; and its home."""
    with a_home() as home, starter(home) as start:
        platform = start()
        platform.manage(*SHELL, MAKE_A_ROW)
        (home / "attachments" / "2026").mkdir(parents=True)
        (home / "attachments" / "2026" / "hole.jpg").write_bytes(PHOTO)
        start("backup", wait=False).end_of_itself()
        platform.end()
        [file] = (home / "backups").iterdir()
        yield file, home


@pytest.fixture
def backup(made):
    return made[0]


@pytest.fixture
def home(made):
    """The home that the backup was made of; here it takes the place of each test's own."""
    return made[1]


def test_rows_and_photos_survive_in_an_empty_home(backup, start, home):
    new = home.with_name("new")
    new.mkdir(mode=0o711)
    shutil.copy(home / "secrets.json", new)

    start("restore", str(backup), home=new, wait=False).end_of_itself()

    assert (new / "attachments" / "2026" / "hole.jpg").read_bytes() == PHOTO
    assert start(home=new).manage(*SHELL, READ_IT).strip() == "张伟"


def test_a_home_that_holds_something_is_replaced_only_by_name(backup, start, refusal, home):
    (home / "attachments" / "2026" / "later.jpg").write_bytes(PHOTO)
    assert "CONFIRM=home" in refusal("restore", str(backup))

    start("restore", str(backup), "--confirm", "home", wait=False).end_of_itself()

    assert [path.name for path in (home / "attachments" / "2026").iterdir()] == ["hole.jpg"]


def test_what_cannot_be_restored_changes_nothing(backup, refusal, home, tmp_path):
    cut = tmp_path / "cut.tar"
    cut.write_bytes(backup.read_bytes()[: backup.stat().st_size // 2])  # the last 10 KB may be padding

    assert "no whole backup" in refusal("restore", str(cut), "--confirm", "home")
    assert "There is no backup" in refusal("restore", str(tmp_path / "none.tar"))
    assert "keys that this home does not have" in refusal("restore", str(backup), home=home.with_name("keyless"))
    assert (home / "attachments" / "2026" / "hole.jpg").read_bytes() == PHOTO


def test_a_backup_holds_no_secret_and_is_for_the_owner_alone(backup, home):
    with tarfile.open(backup) as tar:
        names = tar.getnames()

    assert "secrets.json" not in names
    assert {"manifest.json", "database.dump", "attachments/2026/hole.jpg"} <= set(names)
    assert backup.stat().st_mode & 0o077 == 0
    assert [path for path in (home / "backups").iterdir() if path != backup] == []
