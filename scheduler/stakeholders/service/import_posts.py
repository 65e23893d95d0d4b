"""Brings posts and their holders to what one row of a spreadsheet says; a blank cell leaves things as they are."""

from datetime import date, datetime, timedelta

from scheduler.core.errors import RuleBroken
from scheduler.core.wording import day_words
from scheduler.stakeholders.models import Body, Organisation, Person, Post, Tenure
from scheduler.stakeholders.rules.columns import Column
from scheduler.stakeholders.rules.days import overlap
from scheduler.stakeholders.rules.imports import RowResult
from scheduler.stakeholders.rules.rows import USUAL_BANDS, PartnerRow, usual_role
from scheduler.stakeholders.rules.search import name_key
from scheduler.stakeholders.service.import_homes import HomeWriter
from scheduler.stakeholders.service.import_index import Index
from scheduler.stakeholders.service.import_ledger import Ledger

ONE_DAY = timedelta(days=1)


class RowWriter(HomeWriter):
    """Takes row after row; knows what earlier rows made."""

    def __init__(self, index: Index, ledger: Ledger, now: datetime) -> None:
        super().__init__(index, ledger)
        self.now = now
        self.named_by: dict[Post, int] = {}

    def take(self, row: PartnerRow) -> RowResult:
        """Do what the row says, or tell what stands in the way."""
        what = row[Column.BODY] or row[Column.ORGANISATION]
        result = RowResult(row.number, f"{row[Column.POST]}, {what}" if row[Column.POST] else what)
        try:
            home = self.home(row, result)
            if row[Column.POST]:
                self._holder(row, self._post(row, home, result), result)
        except RuleBroken as error:
            result.errors.append(error.message)
        return result

    def _post(self, row: PartnerRow, home: Organisation | Body, result: RowResult) -> Post:
        post = self._meant_post(row, home) or self._new_post(row, home, result)
        self.named_by[post] = row.number
        self._put(
            post,
            row,
            result,
            "post",
            role_kind=row.role_kind,
            band=row.band,
            email=row[Column.EMAIL],
            pa_name=row[Column.PA_NAME],
            pa_email=row[Column.PA_EMAIL],
            telephone=row[Column.TELEPHONE],
        )
        return post

    def _meant_post(self, row: PartnerRow, home: Organisation | Body) -> Post | None:
        """Of several posts with one title the one with this holder, else the first that no row has named yet."""
        titled = [post for post in self.index.posts[home] if name_key(post.title) == name_key(row[Column.POST])]
        free = [post for post in titled if post not in self.named_by]
        if titled and not free:
            other = self.named_by[titled[0]]
            raise RuleBroken(f"Row {other} is already about this post. Keep one row, or give one post another title.")
        held = [post for post in free if self._is_held_by(post, row[Column.NAME])]
        return next(iter(held or free), None)

    def _is_held_by(self, post: Post, name: str) -> bool:
        tenure = self.index.holder(post)
        return tenure is not None and name_key(tenure.person.name) == name_key(name)

    def _new_post(self, row: PartnerRow, home: Organisation | Body, result: RowResult) -> Post:
        role_kind = row.role_kind or usual_role(row[Column.POST])
        post = Post(
            title=row[Column.POST],
            role_kind=role_kind,
            band=row.band or USUAL_BANDS[role_kind],
            email="",
            pa_name="",
            pa_email="",
            telephone="",
            created_at=self.now,
        )
        if isinstance(home, Organisation):
            post.organisation = home
        else:
            post.body = home
        self.ledger.add(post)
        self.index.know_post(post)
        result.creates.append("post")
        return post

    def _holder(self, row: PartnerRow, post: Post, result: RowResult) -> None:
        present = self.index.holder(post)
        if row.empties_post and present is not None:
            self._end(present, (row.from_on or self.index.on) - ONE_DAY, row)
            result.updates.append(f"{present.person.name} ended, now vacant")
        if not row.names_holder:
            return
        if present is not None and self._is_held_by(post, row[Column.NAME]):
            self._put(present, row, result, "date in post", from_on=row.from_on)
            self._person_details(present.person, row, result)
            return
        begins = row.from_on or self.index.on
        if present is not None:
            self._end(present, begins - ONE_DAY, row)
            result.updates.append(f"{row[Column.NAME]} takes over from {present.person.name}")
        self._appoint(post, self._person(row, result), begins, row)
        if present is None and not self.ledger.is_new(post):
            result.updates.append(f"{row[Column.NAME]} takes the vacant post")

    def _end(self, tenure: Tenure, until_on: date, row: PartnerRow) -> None:
        if until_on < tenure.from_on:
            since = day_words(tenure.from_on)
            raise RuleBroken(f"{tenure.person.name} holds this post from {since}. Enter a later date for who follows.")
        self.ledger.put(tenure, row.number, until_on=until_on)

    def _appoint(self, post: Post, person: Person, begins: date, row: PartnerRow) -> None:
        for other in self.index.tenures[post]:
            if overlap((begins, None), (other.from_on, other.until_on)):
                raise RuleBroken(f"{other.person.name} holds this post on {day_words(begins)}. Enter a later date.")
        tenure = Tenure(from_on=begins, post=post, person=person)
        self.ledger.add(tenure)
        self.ledger.put(tenure, row.number, from_on=begins)
        self.index.tenures[post].append(tenure)

    def _person(self, row: PartnerRow, result: RowResult) -> Person:
        person = self.index.same_person(row[Column.NAME], row[Column.HOLDER_EMAIL])
        if person is None:
            person = Person(name=row[Column.NAME], honorific="", honours="", email="", telephone="", notes="")
            self.ledger.add(person)
            self.index.know_person(person)
            result.creates.append(f"person {person.name}")
        self._person_details(person, row, result)
        return person

    def _person_details(self, person: Person, row: PartnerRow, result: RowResult) -> None:
        self._put(
            person,
            row,
            result,
            f"details of {person.name}",
            name=row[Column.NAME],
            honorific=row[Column.HONORIFIC],
            honours=row[Column.HONOURS],
            email=row[Column.HOLDER_EMAIL],
        )
