"""Who may do what: every method of every address, and what each kind of visitor gets.

Rights are decided here a second time, by hand: a route that is missing here, or answers otherwise, fails.
"""

from enum import StrEnum
from typing import NamedTuple


class Outcome(StrEnum):
    """What a visitor gets."""

    ALLOWED = "allowed"
    SIGN_IN = "sent to sign in"
    UNSIGNED = "told to sign in"
    REFUSED = "refused"
    UNKNOWN = "no such page"


class Visitors(NamedTuple):
    """One row: an outcome for each visitor. A link holder is not signed in and has the link of one invitation."""

    anonymous: Outcome
    link_holder: Outcome
    viewer: Outcome
    manager: Outcome
    administrator: Outcome


ANYBODY = Visitors(*[Outcome.ALLOWED] * 5)
SENT_TO_SIGN_IN = Visitors(*[Outcome.SIGN_IN] * 5)
ABSENT = Visitors(*[Outcome.UNKNOWN] * 5)
"""What the sample lacks: signing in with an organisation's account, a mail that the demo caught."""
OF_SOMEBODY_ELSE = Visitors(Outcome.UNSIGNED, Outcome.UNSIGNED, *[Outcome.UNKNOWN] * 3)
"""Anybody may end their own sessions; the sample's is another's."""
LINK = Visitors(Outcome.UNKNOWN, Outcome.ALLOWED, *[Outcome.UNKNOWN] * 3)
READ_BY_STAFF = Visitors(Outcome.SIGN_IN, Outcome.SIGN_IN, *[Outcome.ALLOWED] * 3)
READ_BY_MANAGERS = Visitors(Outcome.SIGN_IN, Outcome.SIGN_IN, Outcome.REFUSED, Outcome.ALLOWED, Outcome.ALLOWED)
READ_BY_ADMINISTRATORS = Visitors(Outcome.SIGN_IN, Outcome.SIGN_IN, Outcome.REFUSED, Outcome.REFUSED, Outcome.ALLOWED)
SENT_BY_STAFF = Visitors(Outcome.UNSIGNED, Outcome.UNSIGNED, *[Outcome.ALLOWED] * 3)
SENT_BY_MANAGERS = Visitors(Outcome.UNSIGNED, Outcome.UNSIGNED, Outcome.REFUSED, Outcome.ALLOWED, Outcome.ALLOWED)
SENT_BY_ADMINISTRATORS = Visitors(Outcome.UNSIGNED, Outcome.UNSIGNED, Outcome.REFUSED, Outcome.REFUSED, Outcome.ALLOWED)

MATRIX: dict[str, Visitors] = {
    "GET /": READ_BY_STAFF,
    "GET /.well-known/security.txt": ANYBODY,
    "GET /a/<token>": LINK,
    "POST /a/<token>": LINK,
    "GET /a/<token>/calendar.ics": LINK,
    "GET /a/<token>/new-link": LINK,
    "POST /a/<token>/new-link": LINK,
    "GET /a/<token>/receipt": LINK,
    "GET /a/sample": ANYBODY,
    "GET /accessibility": ANYBODY,
    "GET /account": READ_BY_STAFF,
    "GET /account/code": READ_BY_STAFF,
    "POST /account/code": SENT_BY_STAFF,
    "POST /account/code/<token>": SENT_BY_STAFF,
    "GET /account/confirm": READ_BY_STAFF,
    "POST /account/confirm": SENT_BY_STAFF,
    "GET /account/confirm/passkey": READ_BY_STAFF,
    "POST /account/confirm/passkey": SENT_BY_STAFF,
    "POST /account/confirm/passkey/<token>": SENT_BY_STAFF,
    "GET /account/passkeys": READ_BY_STAFF,
    "POST /account/passkeys": SENT_BY_STAFF,
    "POST /account/passkeys/<token>": SENT_BY_STAFF,
    "POST /account/passkeys/delete": SENT_BY_STAFF,
    "GET /account/password": READ_BY_STAFF,
    "POST /account/password": SENT_BY_STAFF,
    "GET /account/recovery-codes": READ_BY_STAFF,
    "POST /account/recovery-codes": SENT_BY_STAFF,
    "GET /demo/mail": ANYBODY,
    "GET /demo/mail/<name>": ABSENT,
    "GET /demo/mail/<name>/html": ABSENT,
    "GET /demo/mail/<name>/invite.ics": ABSENT,
    "GET /engagements": READ_BY_STAFF,
    "GET /engagements/<int:engagement_id>": READ_BY_STAFF,
    "POST /engagements/<int:engagement_id>/<any('held', 'written-up'):name>": SENT_BY_MANAGERS,
    "GET /engagements/<int:engagement_id>/<any(postpone, cancel, decline):way>": READ_BY_MANAGERS,
    "POST /engagements/<int:engagement_id>/<any(postpone, cancel, decline):way>": SENT_BY_MANAGERS,
    "GET /engagements/<int:engagement_id>/copy": READ_BY_MANAGERS,
    "POST /engagements/<int:engagement_id>/copy": SENT_BY_MANAGERS,
    "GET /engagements/<int:engagement_id>/edit": READ_BY_MANAGERS,
    "POST /engagements/<int:engagement_id>/edit": SENT_BY_MANAGERS,
    "GET /engagements/<int:engagement_id>/invitations.<any(csv, xlsx):form>": READ_BY_STAFF,
    "GET /engagements/<int:engagement_id>/invite": READ_BY_MANAGERS,
    "GET /engagements/<int:engagement_id>/invite/preview/<int:number>": READ_BY_MANAGERS,
    "GET /engagements/<int:engagement_id>/invite/review": READ_BY_MANAGERS,
    "POST /engagements/<int:engagement_id>/invite/sample": SENT_BY_MANAGERS,
    "POST /engagements/<int:engagement_id>/invite/send": SENT_BY_MANAGERS,
    "GET /engagements/<int:engagement_id>/move": READ_BY_MANAGERS,
    "POST /engagements/<int:engagement_id>/move": SENT_BY_MANAGERS,
    "GET /engagements/diary": READ_BY_STAFF,
    "GET /engagements/new": READ_BY_MANAGERS,
    "GET /engagements/old-seats/<any(organisations, bodies):kind>/<int:home_id>": READ_BY_MANAGERS,
    "POST /engagements/old-seats/<any(organisations, bodies):kind>/<int:home_id>": SENT_BY_MANAGERS,
    "POST /engagements/new": SENT_BY_MANAGERS,
    "GET /feeds": READ_BY_STAFF,
    "GET /feeds/<int:feed_id>": READ_BY_STAFF,
    "GET /feeds/<int:feed_id>/delete": READ_BY_STAFF,
    "POST /feeds/<int:feed_id>/delete": SENT_BY_MANAGERS,
    "POST /feeds/<int:feed_id>/new-address": SENT_BY_MANAGERS,
    "GET /feeds/<int:feed_id>/switch-off": READ_BY_STAFF,
    "POST /feeds/<int:feed_id>/switch-off": SENT_BY_MANAGERS,
    "GET /feeds/new": READ_BY_MANAGERS,
    "POST /feeds/new": SENT_BY_MANAGERS,
    "GET /forward-plan/releases": READ_BY_STAFF,
    "GET /forward-plan/releases/<int:number>": READ_BY_STAFF,
    "GET /forward-plan/releases/<int:number>.csv": READ_BY_STAFF,
    "GET /forward-plan/releases/new": READ_BY_MANAGERS,
    "POST /forward-plan/releases/new": SENT_BY_MANAGERS,
    "GET /forward-plan/year": READ_BY_STAFF,
    "GET /healthz": ANYBODY,
    "GET /invitations/<int:invitation_id>": READ_BY_STAFF,
    "GET /invitations/<int:invitation_id>/address": READ_BY_MANAGERS,
    "POST /invitations/<int:invitation_id>/address": SENT_BY_MANAGERS,
    "GET /invitations/<int:invitation_id>/answer": READ_BY_MANAGERS,
    "POST /invitations/<int:invitation_id>/answer": SENT_BY_MANAGERS,
    "POST /invitations/<int:invitation_id>/withdraw": SENT_BY_MANAGERS,
    "POST /invitations/links/<int:link_id>/send-again": SENT_BY_MANAGERS,
    "GET /mail-log": READ_BY_STAFF,
    "POST /mail-log/<int:notice_id>/send": SENT_BY_MANAGERS,
    "POST /mail-log/<int:notice_id>/withdraw": SENT_BY_MANAGERS,
    "POST /mail-log/held": SENT_BY_MANAGERS,
    "GET /metrics": ANYBODY,
    "GET /partners": READ_BY_STAFF,
    "GET /partners/<any(organisations, bodies):kind>/<int:home_id>/moves": READ_BY_MANAGERS,
    "POST /partners/<any(organisations, bodies):kind>/<int:home_id>/moves": SENT_BY_MANAGERS,
    "POST /partners/<any(organisations, bodies):kind>/<int:home_id>/moves/<int:move_id>/take-back": SENT_BY_MANAGERS,
    "GET /partners/<any(organisations, bodies):kind>/<int:home_id>/successors": READ_BY_MANAGERS,
    "POST /partners/<any(organisations, bodies):kind>/<int:home_id>/successors": SENT_BY_MANAGERS,
    "GET /partners/annual-meetings": READ_BY_MANAGERS,
    "POST /partners/annual-meetings": SENT_BY_MANAGERS,
    "POST /partners/annual-meetings/save": SENT_BY_MANAGERS,
    "GET /partners/areas": READ_BY_STAFF,
    "GET /partners/areas/<int:area_id>": READ_BY_MANAGERS,
    "POST /partners/areas/<int:area_id>": SENT_BY_MANAGERS,
    "POST /partners/areas/<int:area_id>/remove": SENT_BY_MANAGERS,
    "GET /partners/areas/new": READ_BY_MANAGERS,
    "POST /partners/areas/new": SENT_BY_MANAGERS,
    "GET /partners/bodies/<int:body_id>": READ_BY_STAFF,
    "GET /partners/bodies/<int:body_id>/edit": READ_BY_MANAGERS,
    "POST /partners/bodies/<int:body_id>/edit": SENT_BY_MANAGERS,
    "GET /partners/bodies/new": READ_BY_MANAGERS,
    "POST /partners/bodies/new": SENT_BY_MANAGERS,
    "GET /partners/export.csv": READ_BY_STAFF,
    "GET /partners/groups": READ_BY_STAFF,
    "GET /partners/groups/<int:group_id>": READ_BY_STAFF,
    "GET /partners/groups/<int:group_id>/edit": READ_BY_MANAGERS,
    "POST /partners/groups/<int:group_id>/edit": SENT_BY_MANAGERS,
    "POST /partners/groups/<int:group_id>/review": SENT_BY_MANAGERS,
    "GET /partners/groups/new": READ_BY_MANAGERS,
    "POST /partners/groups/new": SENT_BY_MANAGERS,
    "GET /partners/import": READ_BY_MANAGERS,
    "POST /partners/import": SENT_BY_MANAGERS,
    "POST /partners/import/run": SENT_BY_MANAGERS,
    "GET /partners/import/runs/<int:run_id>": READ_BY_STAFF,
    "POST /partners/import/runs/<int:run_id>/undo": SENT_BY_MANAGERS,
    "GET /partners/organisations/<int:organisation_id>": READ_BY_STAFF,
    "GET /partners/organisations/<int:organisation_id>/edit": READ_BY_MANAGERS,
    "POST /partners/organisations/<int:organisation_id>/edit": SENT_BY_MANAGERS,
    "GET /partners/organisations/new": READ_BY_MANAGERS,
    "POST /partners/organisations/new": SENT_BY_MANAGERS,
    "GET /partners/people/<int:person_id>": READ_BY_STAFF,
    "GET /partners/people/<int:person_id>/edit": READ_BY_MANAGERS,
    "POST /partners/people/<int:person_id>/edit": SENT_BY_MANAGERS,
    "GET /partners/people/new": READ_BY_MANAGERS,
    "POST /partners/people/new": SENT_BY_MANAGERS,
    "GET /partners/places": READ_BY_STAFF,
    "GET /partners/places/<int:place_id>/edit": READ_BY_MANAGERS,
    "POST /partners/places/<int:place_id>/edit": SENT_BY_MANAGERS,
    "GET /partners/places/new": READ_BY_MANAGERS,
    "POST /partners/places/new": SENT_BY_MANAGERS,
    "GET /partners/posts/<int:post_id>": READ_BY_STAFF,
    "GET /partners/posts/<int:post_id>/appoint": READ_BY_MANAGERS,
    "POST /partners/posts/<int:post_id>/appoint": SENT_BY_MANAGERS,
    "GET /partners/posts/<int:post_id>/edit": READ_BY_MANAGERS,
    "POST /partners/posts/<int:post_id>/edit": SENT_BY_MANAGERS,
    "GET /partners/posts/new": READ_BY_MANAGERS,
    "POST /partners/posts/new": SENT_BY_MANAGERS,
    "GET /partners/tenures/<int:tenure_id>": READ_BY_MANAGERS,
    "POST /partners/tenures/<int:tenure_id>": SENT_BY_MANAGERS,
    "GET /privacy": ANYBODY,
    "GET /readyz": ANYBODY,
    "GET /reset": ANYBODY,
    "POST /reset": ANYBODY,
    "GET /reset/<token>": ANYBODY,
    "POST /reset/<token>": ANYBODY,
    "GET /robots.txt": ANYBODY,
    "GET /settings/office": READ_BY_ADMINISTRATORS,
    "POST /settings/office": SENT_BY_ADMINISTRATORS,
    "GET /settings/principals": READ_BY_STAFF,
    "GET /settings/principals/<int:principal_id>": READ_BY_MANAGERS,
    "POST /settings/principals/<int:principal_id>": SENT_BY_MANAGERS,
    "GET /settings/principals/new": READ_BY_MANAGERS,
    "POST /settings/principals/new": SENT_BY_MANAGERS,
    "GET /settings/sessions": READ_BY_STAFF,
    "POST /settings/sessions/<int:session_id>/end": OF_SOMEBODY_ELSE,
    "POST /settings/sessions/end-others": SENT_BY_STAFF,
    "GET /settings/staff": READ_BY_ADMINISTRATORS,
    "GET /settings/staff/<int:user_id>": READ_BY_ADMINISTRATORS,
    "POST /settings/staff/<int:user_id>": SENT_BY_ADMINISTRATORS,
    "POST /settings/staff/<int:user_id>/disable": SENT_BY_ADMINISTRATORS,
    "POST /settings/staff/<int:user_id>/enable": SENT_BY_ADMINISTRATORS,
    "POST /settings/staff/<int:user_id>/forget-phone": SENT_BY_ADMINISTRATORS,
    "POST /settings/staff/<int:user_id>/send-link": SENT_BY_ADMINISTRATORS,
    "POST /settings/staff/<int:user_id>/sign-out": SENT_BY_ADMINISTRATORS,
    "GET /settings/staff/add": READ_BY_ADMINISTRATORS,
    "POST /settings/staff/add": SENT_BY_ADMINISTRATORS,
    "GET /sign-in": ANYBODY,
    "POST /sign-in": ANYBODY,
    "GET /sign-in/code": ANYBODY,
    "POST /sign-in/code": ANYBODY,
    "GET /sign-in/organisation": ABSENT,
    "GET /sign-in/organisation/return": ABSENT,
    "POST /sign-in/organisation/return": ABSENT,
    "GET /sign-in/passkey": ANYBODY,
    "POST /sign-in/passkey": ANYBODY,
    "POST /sign-in/passkey/<token>": ANYBODY,
    "GET /sign-in/recovery-code": ANYBODY,
    "POST /sign-in/recovery-code": ANYBODY,
    "GET /sign-in/without-app": SENT_TO_SIGN_IN,
    "POST /sign-out": SENT_TO_SIGN_IN,
    "GET /static/<path:filename>": ANYBODY,
    "GET /today": READ_BY_STAFF,
}
