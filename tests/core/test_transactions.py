import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from scheduler.core.db import db
from scheduler.core.transactions import Intent, set_intent
from tests import factories


def test_a_reading_transaction_refuses_every_write(session):
    set_intent(Intent.READ)
    with pytest.raises(DBAPIError):
        factories.area(name="Health")


def test_a_writing_transaction_after_a_reading_one_writes(session):
    set_intent(Intent.READ)
    session.execute(text("SELECT 1"))
    session.rollback()
    set_intent(Intent.WRITE)
    factories.area(name="Health")
    session.commit()
    assert db.session.execute(text("SELECT count(*) FROM area")).scalar() == 1
