"""What the worker does for the partners by itself."""

from scheduler.core.rounds import Each, register_round
from scheduler.stakeholders.service.moves import settle_moves
from scheduler.stakeholders.service.successions import take_effect

register_round("partners move", Each.DAY, settle_moves)
register_round("successions take effect", Each.DAY, take_effect)
