"""Pages of sign-in, of one's own account, of staff and of the office's settings."""

from scheduler.accounts.routes.account import account
from scheduler.accounts.routes.habits import mail_settings
from scheduler.accounts.routes.office import office_settings
from scheduler.accounts.routes.organisation_sign_in import organisation_sign_in
from scheduler.accounts.routes.sign_in import security
from scheduler.accounts.routes.sign_out import sign_out
from scheduler.accounts.routes.staff import staff

accounts_blueprints = (security, sign_out, account, staff, office_settings, mail_settings, organisation_sign_in)
