"""Where people stand in the tables of partners, invitations, mail and the office's own log."""

from collections.abc import Mapping

from scheduler.keeping.rules.traces.kinds import Trace

PARTNERS: Mapping[str, Mapping[Trace, str]] = {
    "person": {
        Trace.NAME: "name honorific honours",
        Trace.ADDRESS: "email",
        Trace.TELEPHONE: "telephone",
        Trace.TEXT: "notes",
        Trace.FOLDED: "search_key",
    },
    "organisation": {Trace.TEXT: "name short_name notes", Trace.FOLDED: "search_key"},
    "body": {
        Trace.TEXT: "name short_name notes",
        Trace.NAME: "secretariat_name",
        Trace.ADDRESS: "secretariat_email",
        Trace.FOLDED: "search_key",
    },
    "post": {
        Trace.TEXT: "title",
        Trace.NAME: "pa_name",
        Trace.ADDRESS: "email pa_email",
        Trace.TELEPHONE: "telephone",
        Trace.FOLDED: "search_key",
    },
    "post_group": {Trace.TEXT: "name"},
    "place": {Trace.TEXT: "name address access_notes"},
    "import_run": {Trace.TEXT: "source_name", Trace.TREE: "changes"},
    "principal": {Trace.TEXT: "title", Trace.NAME: "name", Trace.ADDRESS: "email"},
    "absence": {Trace.TEXT: "words"},
    "layer": {Trace.TEXT: "name source_words address fetch_problem"},
    "layer_entry": {Trace.TEXT: "words"},
    "invitation": {Trace.NAME: "invitee_label", Trace.KEY: "invitee_key"},
    "invitation_link": {
        Trace.NAME: "name",
        Trace.ADDRESS: "address organizer",
        Trace.TEXT: "undeliverable_reason",
        Trace.KEY: "first_message_id",
    },
    "substitution": {Trace.NAME: "name role", Trace.ADDRESS: "address"},
    "reply": {Trace.ADDRESS: "from_address", Trace.TEXT: "message"},
    "counter_proposal": {Trace.ADDRESS: "from_address", Trace.TEXT: "message words"},
    "proposed_time": {Trace.TREE: "obstacles"},
    "chaser": {Trace.TEXT: "note"},
    "date_offer": {Trace.TEXT: "message"},
    "offer_partner": {Trace.NAME: "label", Trace.TEXT: "message"},
    "offered_slot": {Trace.TEXT: "clash_reason", Trace.TREE: "clashes_seen"},
    "offer_link": {
        Trace.NAME: "name",
        Trace.ADDRESS: "address",
        Trace.TEXT: "undeliverable_reason",
        Trace.KEY: "first_message_id",
    },
    "suggested_time": {Trace.TREE: "obstacles"},
    "notice": {
        Trace.NAME: "recipient_name",
        Trace.ADDRESS: "recipient_address recipient_key",
        Trace.TREE: "payload",
        Trace.TEXT: "subject_line last_error bounce_reason",
        Trace.KEY: "dedupe_key message_id references",
    },
    "inbound_mail": {
        Trace.ADDRESS: "sender",
        Trace.NAME: "sender_name",
        Trace.TEXT: "subject last_error",
        Trace.KEY: "message_id",
        Trace.RAW: "raw",
    },
    "inbound_answer": {Trace.ADDRESS: "attendee", Trace.TREE: "answer", Trace.TEXT: "words uid"},
    "address_alias": {Trace.ROW: "address_key"},
    "upload": {Trace.TEXT: "file_name uploaded_by"},
    "audit_entry": {Trace.LOGGED: "actor_label on_behalf_of summary details"},
    "webhook_delivery": {Trace.TREE: "payload", Trace.TEXT: "problem"},
    "webhook": {Trace.TEXT: "name"},
    "api_client": {Trace.TEXT: "name"},
    "retention_rule": {Trace.TEXT: "basis"},
    "disposal_hold": {Trace.TEXT: "reference reason"},
    "disposal": {Trace.TEXT: "rule_words"},
    "erasure": {Trace.TEXT: "reason"},
}
"""By table and what happens there, the names of the columns."""
