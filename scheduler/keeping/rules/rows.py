"""What else belongs to a row that was found, beside the column in which it was."""

from collections.abc import Mapping

PAIRS: Mapping[tuple[str, str], str] = {
    ("action", "contact_address"): "contact_name",
    ("body", "secretariat_email"): "secretariat_name",
    ("inbound_mail", "sender"): "sender_name",
    ("incoming_invitation", "sender_address"): "sender_name",
    ("invitation_link", "address"): "name",
    ("notice", "recipient_address"): "recipient_name",
    ("offer_link", "address"): "name",
    ("post", "pa_email"): "pa_name",
    ("representation", "address"): "name",
    ("substitution", "address"): "name",
    ("summit_agency", "contact_address"): "contact_name",
    ("summit_agency_link", "address"): "name",
}
"""Whose address it is stands beside it, however it is spelt there."""

ALWAYS_FILLED = frozenset(
    {
        ("invitation_link", "address"),
        ("notice", "recipient_address"),
        ("notice", "recipient_key"),
        ("offer_link", "address"),
        ("summit_agency_link", "address"),
    }
)
"""Addresses that a row cannot be without."""

LINKS = frozenset({"invitation_link", "offer_link", "summit_agency_link"})
"""Rows of an address's own link: it opens nothing any more."""

ANSWERS = frozenset({"counter_proposal", "reply"})
"""What an invitee wrote to us is theirs, whether or not it names them; `invitation_id` says whose it is."""
