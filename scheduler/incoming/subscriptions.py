"""What others ask of invitations to us, and who writes the answers; importing this wires it."""

from scheduler.accounts.page_facts import register_count
from scheduler.engagements.queries.history import register_history
from scheduler.incoming.notices import write_answer
from scheduler.incoming.queries.invitations import asked_us, count_undecided, ids_of_engagement
from scheduler.incoming.service.answering import KIND, SUBJECT
from scheduler.outbox.rendering import register_renderer
from scheduler.representation.queries.due import register_invited

register_count("/invited", count_undecided)
register_history(SUBJECT, ids_of_engagement)
register_invited(asked_us)
register_renderer(KIND, write_answer)
