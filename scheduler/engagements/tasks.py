"""What the worker does for the diaries by itself."""

from scheduler.core.rounds import Each, register_round
from scheduler.engagements.service import expire_holds

register_round("expire holds", Each.MINUTE, expire_holds)
