"""The named changes of a summit; what others need is named here."""

from scheduler.summits.service.founding import SummitDraft, found_summit, plan_summit

__all__ = ["SummitDraft", "found_summit", "plan_summit"]
