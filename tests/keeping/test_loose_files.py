"""Files beside the database: what is ours to delete goes with the person, what may hold them is named."""

import base64
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import make_url

from scheduler.core.current import current_settings
from tests.browsing import form_values
from tests.keeping.canary import NAME, hold_a_post
from tests.keeping.test_pages import PERSON, preview


@pytest.fixture
def folder(app) -> Iterator[Path]:
    folder = current_settings().data_dir
    database = Path(str(make_url(current_settings().database_url).database)).name
    names = ("mail/1.eml", "mail/2.eml", "before-restore-1.damaged", "a.log", f"{database}-old", "uploads.txt", "b.zip")
    made = [folder / name for name in names]
    made[0].parent.mkdir(exist_ok=True)
    head = b"Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n"
    made[0].write_bytes(head + base64.b64encode(f"Dear {NAME}".encode()))
    made[1].write_bytes(head + base64.b64encode(b"Dear Rowan Ashdown"))
    made[2].write_bytes(b"\x00\xff" + NAME.encode() + b"\x00")
    made[3].write_text("nobody here")
    made[4].write_text(f"a copy with {NAME}")
    made[5].write_text(f"handed in by {NAME}")
    with zipfile.ZipFile(made[6], "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("handover.csv", f"{NAME}\n" * 40)
    yield folder
    for path in made:
        path.unlink(missing_ok=True)


def test_mails_that_we_keep_go_and_what_is_the_office_s_to_delete_is_named(administrator, folder):
    form, shown = preview(administrator, hold_a_post())
    assert "mail/1.eml: deleted with them" in shown.text
    (copy,) = [path.name for path in folder.glob("*-old")]
    for name in ("before-restore-1.damaged", copy, "uploads.txt"):
        assert f"{name}: speaks of them" in shown.text
    assert "b.zip: cannot be looked through" in shown.text
    answer = administrator.post(f"{PERSON}/erase", data=form_values(form) | {"reason": ["Request of 3 June"]})
    assert [path.name for path in sorted((folder / "mail").glob("*.eml"))] == ["2.eml"]
    assert (folder / "before-restore-1.damaged").exists()
    done = administrator.get(answer.location).text
    for name in ("before-restore-1.damaged", copy, "uploads.txt", "b.zip"):
        assert f"{name} in the data directory" in done
    assert "a.log" not in done
