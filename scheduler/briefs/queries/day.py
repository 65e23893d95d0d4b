"""The folder of a principal's day, in a number of statements that does not grow with what the day holds."""

from collections.abc import Mapping
from datetime import date

from scheduler.accounts.queries import find_office
from scheduler.almanac.queries import bank_holidays, travel_table
from scheduler.briefs.queries.collecting import facts_of
from scheduler.briefs.queries.telephones import calls_about
from scheduler.briefs.rules.brief import brief_of
from scheduler.briefs.rules.day import Call, DayPack, Stop
from scheduler.core.wording import day_words
from scheduler.engagements.calendar import place_words
from scheduler.engagements.diary import DiaryDay, Entry, Extras, View, days_of, period_of
from scheduler.engagements.models import Engagement, Principal
from scheduler.engagements.queries import engagements_between, live_holds
from scheduler.engagements.queries.diaries import diaries_between
from scheduler.engagements.rules import OFF_THE_DIARY, Handling
from scheduler.engagements.rules.travel import travel_on

Calls = Mapping[int, tuple[Call, ...]]


def day_of(principal: Principal, day: date, today: date, *, with_names: bool = False) -> DayPack:
    """What is off the diary is left out; a time that is only held has no brief."""
    found = [each for each in engagements_between(day, day, principal.id) if each.status not in OFF_THE_DIARY]
    diary = _diary_day(principal, day, found)
    calls, facts = calls_about(found, day, with_names=with_names), facts_of(found, today)
    shown = [entry.engagement for entry in diary.entries if entry.engagement is not None]
    office = find_office()
    return DayPack(
        principal=f"{principal.title}, {principal.name}" if with_names and principal.name else principal.title,
        day=day_words(day, weekday=True),
        office=office.telephone if office else "",
        notes=diary.notes,
        stops=tuple(_stop(each, calls) for each in diary.entries),
        briefs=tuple(brief_of(facts[each.id], with_names=with_names) for each in shown if each in found),
        quotes_sensitive=any(each.handling is Handling.OFFICIAL_SENSITIVE for each in shown),
    )


def _diary_day(principal: Principal, day: date, found: list[Engagement]) -> DiaryDay:
    (own,) = diaries_between(day, day, [principal.id])
    extras = Extras(live_holds(day, day, [principal.id]), travel_on(day, own, travel_table()), own.away)
    (made,) = days_of(period_of(View.DAY, day), found, bank_holidays(), extras)
    return made


def _stop(entry: Entry, calls: Calls) -> Stop:
    if entry.travel is not None:
        road = entry.travel
        return Stop(times=entry.times, words=road.words, detail=road.details(), is_road=True, warnings=road.warnings)
    engagement = entry.engagement
    assert engagement is not None
    if entry.held_until is not None:
        words = f"Held for {engagement.title} until {day_words(entry.held_until, year=False)}"
        return Stop(times=entry.times, words=words, engagement_id=engagement.id)
    known = calls.get(engagement.id, ())
    return Stop(
        times=entry.times,
        words=engagement.title,
        detail="; ".join(part for part in (place_words(engagement), engagement.online_url) if part),
        engagement_id=engagement.id,
        calls=known,
        has_no_number=bool(engagement.posts) and not known,
    )
