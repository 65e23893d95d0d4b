"""Pages of sign-in, of one's own account, of staff and of the office's settings."""

from scheduler.accounts.routes.sign_in import security
from scheduler.accounts.routes.sign_out import sign_out

accounts_blueprints = (security, sign_out)
