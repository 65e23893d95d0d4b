"""The sample office for contracts: made once a run, then brought back as it was."""

from collections.abc import Callable

import pytest
from flask import Flask

from scheduler.core.db import db
from tests.conftest import Template
from tests.contracts.sample import Sample, load_sample

MADE: list[Sample] = []


@pytest.fixture
def fresh_sample(app: Flask, template: Template) -> Callable[[], Sample]:
    """Puts the sample alone into the database; whoever was signed in before is not there any more."""

    def fresh() -> Sample:
        db.session.remove()
        if MADE:
            template.restore("sample")
        else:
            template.restore()
            made = load_sample()
            db.session.remove()
            template.keep("sample")
            MADE.append(made)
        return MADE[0]

    return fresh
