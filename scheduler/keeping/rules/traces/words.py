"""What the office calls the tables and columns in which a person was found."""

from collections.abc import Mapping

TABLES: Mapping[str, str] = {
    "absence": "Absences",
    "address_alias": "Other addresses that we know",
    "audit_entry": "Log of changes",
    "commitment": "Commitments",
    "counter_proposal": "Other times proposed",
    "date_offer": "Dates on offer",
    "disposal_hold": "Holds",
    "engagement": "Engagements",
    "engagement_record": "Records of engagements",
    "feed_day": "Calendar feeds: days",
    "feed_fragment": "Calendar feeds: entries",
    "gift_offer": "Gifts and hospitality",
    "import_run": "Imports",
    "inbound_answer": "Inbox: what a mail said",
    "inbound_mail": "Inbox: mail",
    "incoming_copy": "Invitations to us: copies",
    "incoming_invitation": "Invitations to us",
    "invitation": "Invitations",
    "invitation_link": "Invitations: addresses",
    "narrative": "Reports: words",
    "notice": "Mail log",
    "offer_link": "Dates on offer: addresses",
    "offer_partner": "Dates on offer: who chooses",
    "panel_report": "Reports",
    "person": "People",
    "post": "Posts",
    "presence": "Who came",
    "principal": "Our principals",
    "record_note": "Issues and risks",
    "reply": "Answers",
    "report_back": "Reports back",
    "report_snapshot": "Frozen reports",
    "substitution": "Substitutes",
    "summit_agency": "Summit: agencies",
    "summit_agency_link": "Summit: addresses of agencies",
    "summit_attendee": "Summit: guests",
    "summit_check_in": "Summit: the door",
    "summit_comment": "Summit: comments",
    "summit_needs": "Summit: needs",
    "summit_sign_off": "Summit: signatures",
    "summit_speaker": "Summit: speakers",
    "upload": "Files",
    "webhook_delivery": "Sent to other systems",
}


def table_words(table: str) -> str:
    """“Mail log”."""
    return TABLES.get(table) or table.replace("_", " ").capitalize()


def column_words(column: str) -> str:
    """“recipient name”."""
    return column.removesuffix("_words").replace("_", " ")
