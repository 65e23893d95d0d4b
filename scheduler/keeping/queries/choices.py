"""What a hold may name."""

from sqlalchemy import select

from scheduler.core.db import db
from scheduler.stakeholders.models import Body, Organisation


def partners() -> dict[str, list[tuple[str, str]]]:
    """“organisation:7” and its name, in two groups."""
    organisations = db.session.execute(select(Organisation.id, Organisation.name).order_by(Organisation.name))
    bodies = db.session.execute(select(Body.id, Body.name).order_by(Body.name))
    return {
        "Organisations": [(f"organisation:{key}", name) for key, name in organisations],
        "Bodies": [(f"body:{key}", name) for key, name in bodies],
    }
