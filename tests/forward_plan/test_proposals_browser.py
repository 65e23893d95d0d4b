"""In a real browser the page of a plan follows the worker by itself, and takes no focus away."""

from datetime import timedelta

from playwright.sync_api import Page, expect

from scheduler.core.clock import local_day, utc_now
from scheduler.core.db import commit
from scheduler.forward_plan.rules.due_meetings import Period
from scheduler.forward_plan.rules.proposals import Asked
from scheduler.forward_plan.service.proposals import propose
from scheduler.forward_plan.service.proposals_results import finish_improving, stored_problem
from scheduler.proposer.greedy import first_plan
from tests.forward_plan.plans import draft, office_with_pledge


def test_the_page_shows_the_end_of_the_improving_by_itself(desk_page: Page) -> None:
    now = utc_now()
    tomorrow = local_day(now) + timedelta(days=1)
    office_with_pledge(2)
    proposal = propose(draft(asked=Asked(period=Period(tomorrow, tomorrow + timedelta(days=380))), seconds=30), now=now)
    commit()
    desk_page.goto(f"/forward-plan/proposals/{proposal.id}")
    stop = desk_page.get_by_role("button", name="Stop and keep the best")
    stop.focus()
    expect(desk_page.get_by_text("Waiting for the worker")).to_be_visible()
    proposal.begun_at = now
    commit()
    expect(desk_page.get_by_text("of 30 seconds", exact=False).last).to_be_visible(timeout=10_000)
    expect(stop).to_be_focused()
    finish_improving(proposal, first_plan(stored_problem(proposal)), 3.0, now=now)
    commit()
    expect(desk_page.get_by_role("button", name="Accept all")).to_be_visible(timeout=10_000)
