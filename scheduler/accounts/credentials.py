"""What flask-security lets us replace: one-time codes, passkeys, passwords, and where its mail goes."""

import secrets
from typing import TYPE_CHECKING, Any

from flask_security import MailUtil, PasswordUtil, Totp, UserMixin, WebauthnUtil

from scheduler.accounts.models import StaffUser
from scheduler.accounts.rules import AccountLetter, password_weakness
from scheduler.accounts.service.letters import post_letter
from scheduler.core.clock import utc_now
from scheduler.core.current import current_settings
from scheduler.core.text import clean_line

if TYPE_CHECKING:
    from webauthn.helpers.structs import AuthenticatorSelectionCriteria, UserVerificationRequirement

LETTERS = {
    "security/email/reset_instructions": AccountLetter.RESET,
    "security/email/reset_notice": AccountLetter.CHANGED,
    "security/email/change_notice": AccountLetter.CHANGED,
}
PASSKEY_NAME_LENGTH = 64


class NoteToOutbox(MailUtil):
    """Puts a note of what to write into the outbox; the text, and any link in it, is made when it leaves."""

    def send_mail(self, template: str, *_rendered: Any, **context: Any) -> None:
        post_letter(context["user"], LETTERS[template], now=utc_now())

    def normalize(self, email: str) -> str:
        return super().normalize(email.strip())  # addresses are pasted with the space before them

    def validate(self, email: str) -> str:
        return super().validate(email.strip())


class OneTimeCodes(Totp):
    """Codes of an authenticator app; each counts once (ASVS 5.0 6.5.1)."""

    def get_last_counter(self, user: UserMixin) -> int | None:
        assert isinstance(user, StaffUser)
        return user.totp_counter

    def set_last_counter(self, user: UserMixin, tmatch: Any) -> None:
        assert isinstance(user, StaffUser)
        user.totp_counter = tmatch.counter

    def generate_qrcode(self, username: str, totp: str) -> str:
        import segno  # for who sets an app up

        code = segno.make(self.get_totp_uri(username, totp), error="m")
        return str(code.svg_data_uri(scale=4, border=4, dark="#12202b", light="#ffffff"))

    def generate_recovery_codes(self, number: int) -> list[str]:
        """80 bits each, in four groups that can be read out."""
        words = (secrets.token_hex(10) for _ in range(number))
        return ["-".join(word[start : start + 5] for start in range(0, 20, 5)) for word in words]


class OfficePasskeys(WebauthnUtil):
    """Passkeys that need no address typed first and always ask their owner for a finger or a PIN."""

    def origin(self) -> str:
        return current_settings().base_url

    def authenticator_selection(self, user: UserMixin, usage: str) -> "AuthenticatorSelectionCriteria":  # noqa: ARG002  # the library's signature
        from webauthn.helpers import structs  # see `passkeys`

        return structs.AuthenticatorSelectionCriteria(
            resident_key=structs.ResidentKeyRequirement.REQUIRED,
            user_verification=structs.UserVerificationRequirement.REQUIRED,
        )

    def user_verification(self, user: UserMixin | None, usage: list[str]) -> "UserVerificationRequirement":  # noqa: ARG002  # the library's signature
        from webauthn.helpers import structs  # see `passkeys`

        return structs.UserVerificationRequirement.REQUIRED

    def name_svn(self, value: str) -> tuple[str | None, str | None]:
        name = clean_line(value)
        if not name or len(name) > PASSKEY_NAME_LENGTH:
            return f"Give the passkey a name of 1 to {PASSKEY_NAME_LENGTH} characters.", None
        return None, name


class OfficePasswords(PasswordUtil):
    """Long rather than odd: a password needs length and must not be what anybody would try first."""

    def validate(self, password: str, is_register: bool, **facts: Any) -> tuple[list[str] | None, str]:  # noqa: FBT001  # the library's signature
        weak, normal = super().validate(password, is_register, **facts)
        user = facts.get("user")
        known = (user.email, user.name) if user is not None else ()
        reason = password_weakness(normal, known)
        return weak or ([reason] if reason else None), normal
