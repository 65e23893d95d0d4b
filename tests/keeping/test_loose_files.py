"""Files beside the database: what is ours to delete goes with the person, a backup is named for the office."""

import base64
from collections.abc import Iterator
from pathlib import Path

import pytest

from scheduler.core.current import current_settings
from tests.browsing import form_values
from tests.keeping.canary import NAME, hold_a_post
from tests.keeping.test_pages import PERSON, preview


@pytest.fixture
def folder(app) -> Iterator[Path]:
    folder = current_settings().data_dir
    made = [folder / "mail" / "1.eml", folder / "mail" / "2.eml", folder / "before-restore-1.backup", folder / "a.log"]
    made[0].parent.mkdir(exist_ok=True)
    head = b"Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n"
    made[0].write_bytes(head + base64.b64encode(f"Dear {NAME}".encode()))
    made[1].write_bytes(head + base64.b64encode(b"Dear Rowan Ashdown"))
    made[2].write_bytes(b"\x00\xff" + NAME.encode() + b"\x00")
    made[3].write_text("nobody here")
    yield folder
    for path in made:
        path.unlink(missing_ok=True)


def test_mails_that_we_keep_go_and_a_backup_is_named(administrator, folder):
    form, shown = preview(administrator, hold_a_post())
    assert "mail/1.eml: deleted with them" in shown.text
    assert "before-restore-1.backup: speaks of them" in shown.text
    answer = administrator.post(f"{PERSON}/erase", data=form_values(form) | {"reason": ["Request of 3 June"]})
    assert [path.name for path in sorted((folder / "mail").glob("*.eml"))] == ["2.eml"]
    assert (folder / "before-restore-1.backup").exists()
    done = administrator.get(answer.location).text
    assert "before-restore-1.backup in the data directory speaks of them" in done
    assert "a.log" not in done
