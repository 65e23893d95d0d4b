"""flask-security's forms where they offer more than we do."""

from typing import Any

from flask_security import LoginForm, WebAuthnRegisterForm


class SignInForm(LoginForm):
    """Without “remember me”: a session lasts a working day and no longer."""

    remember = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.password.description = ""  # the page has its own link to a new password


class PasskeyForm(WebAuthnRegisterForm):
    """A passkey is always a whole way in, never only a second factor."""

    def validate(self, **kwargs: object) -> bool:
        self.usage.data = "first"
        return bool(super().validate(**kwargs))
