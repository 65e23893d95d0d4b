"""Writes the mails about an account at the moment they leave: a link in one is younger than the mail."""

from flask_security.recoverable import generate_reset_password_token

from scheduler.accounts.models import StaffUser
from scheduler.accounts.queries import find_staff, the_office
from scheduler.accounts.rules import SIGN_IN_PATH, AccountLetter
from scheduler.core.current import absolute_url
from scheduler.core.mail_templates import render_mail
from scheduler.outbox.models import Notice
from scheduler.outbox.rendering import Mail

SUBJECTS = {
    AccountLetter.WELCOME: "Your account: choose your password",
    AccountLetter.RESET: "Set a new password",
    AccountLetter.CHANGED: "Your password was changed",
}


def write_letter(notice: Notice) -> Mail | None:
    """The mail of a note about an account; None once its owner is gone or may no longer sign in."""
    user = find_staff(notice.subject_id)
    if user is None or not user.active:
        return None
    letter = AccountLetter(notice.payload["letter"])
    subject, facts = SUBJECTS[letter], _facts(user, letter)
    text, html = (render_mail(f"accounts/email/{letter}.{part}", subject=subject, **facts) for part in ("txt", "html"))
    return Mail(subject, text, html)


def _facts(user: StaffUser, letter: AccountLetter) -> dict[str, object]:
    office = the_office()
    facts: dict[str, object] = {
        "name": user.name or user.email,
        "office_name": office.name,
        "office_telephone": office.telephone,
        "sign_in": absolute_url(SIGN_IN_PATH),
        "reset": absolute_url("/reset"),
    }
    if letter is not AccountLetter.CHANGED:
        # Bound to the present password and identity: setting a password makes every earlier link worthless.
        token = generate_reset_password_token(user)  # type: ignore[no-untyped-call]
        facts["link"] = absolute_url(f"/reset/{token}")
    return facts
