"""flask-security's sign-in form where it offers more than we do."""

from flask_security import LoginForm


class SignInForm(LoginForm):
    """Without “remember me”: a session lasts a working day and no longer."""

    remember = None
