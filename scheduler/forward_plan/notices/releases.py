"""Writes to a principal what a release of the forward plan changes for them."""

from scheduler.accounts.queries import the_office
from scheduler.core.current import absolute_url
from scheduler.core.mail_templates import render_mail
from scheduler.engagements.queries.principals import all_principals
from scheduler.forward_plan.queries.releases import release_of
from scheduler.forward_plan.rules.releases import Difference, told_by_principal
from scheduler.outbox.models import Notice
from scheduler.outbox.rendering import Mail


def write_release(notice: Notice) -> Mail | None:
    """The mail of one principal; None once the release or the principal is gone."""
    release = release_of(notice.payload["number"])
    principal_id = notice.payload["principal_id"]
    if release is None or principal_id not in {each.id for each in all_principals()}:
        return None
    told = told_by_principal([Difference.thawed(kept) for kept in release.differences])
    subject = f"Forward plan, version {release.number}: what changes for you"
    facts = {
        "subject": subject,
        "name": notice.recipient_name,
        "release": release,
        "differences": told.get(principal_id, []),
        "link": absolute_url(f"/forward-plan/releases/{release.number}"),
        "office_name": the_office().name,
        "office_telephone": the_office().telephone,
    }
    text, html = (render_mail(f"forward_plan/email/release.{part}", **facts) for part in ("txt", "html"))
    return Mail(subject, text, html)
