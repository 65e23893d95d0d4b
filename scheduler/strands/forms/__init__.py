"""What is typed about strands, milestones, priorities and what an engagement belongs to."""

from scheduler.strands.forms.belonging import BelongingForm
from scheduler.strands.forms.priorities import PeriodForm, PriorityForm
from scheduler.strands.forms.strands import MilestoneForm, StrandForm

__all__ = ["BelongingForm", "MilestoneForm", "PeriodForm", "PriorityForm", "StrandForm"]
