"""Brings organisations and bodies to what one row of a spreadsheet says; a blank cell leaves things as they are."""

from typing import Any

from scheduler.core.errors import RuleBroken
from scheduler.stakeholders.models import Body, Identifier, Organisation, Place
from scheduler.stakeholders.rules import BodyKind, OrganisationKind
from scheduler.stakeholders.rules.columns import Column
from scheduler.stakeholders.rules.imports import RowResult
from scheduler.stakeholders.rules.rows import PartnerRow
from scheduler.stakeholders.rules.search import name_key
from scheduler.stakeholders.service.import_index import GSS, Index
from scheduler.stakeholders.service.import_ledger import Ledger


class HomeWriter:
    """Writes the organisation or body of a row, with its area, code and place."""

    def __init__(self, index: Index, ledger: Ledger) -> None:
        self.index = index
        self.ledger = ledger

    def _put(self, record: Any, row: PartnerRow, result: RowResult, words: str, **values: Any) -> None:
        """Set what the row says; blank texts and None say nothing."""
        said = {name: value for name, value in values.items() if value is not None and value != ""}
        if self.ledger.put(record, row.number, **said) and not self.ledger.is_new(record):
            result.updates.append(words)

    def home(self, row: PartnerRow, result: RowResult) -> Organisation | Body:
        organisation = self._organisation(row, result) if row[Column.ORGANISATION] else None
        home: Organisation | Body | None = organisation
        if row[Column.BODY]:
            home = self._body(row, organisation, result)
        assert home is not None
        if row[Column.AREA]:
            self._put(home, row, result, f"area of {home.name}", area=self.index.area(row[Column.AREA]))
        place = self._place(row, home, result)
        if place is not None and place is not home.place and not self.ledger.is_new(home) and home.moves:
            raise RuleBroken(f"{home.name} has dated seats. Say on its page where it moves, and leave the place blank.")
        if place is not None:
            self._put(home, row, result, f"place of {home.name}", place=place)
        return home

    def _organisation(self, row: PartnerRow, result: RowResult) -> Organisation:
        name, gss = row[Column.ORGANISATION], row[Column.GSS]
        organisation = self.index.organisation(name, gss)
        if organisation is None:
            organisation = self._new_organisation(row, result)
        elif gss and self.index.by_gss.get(gss.upper()) is organisation:
            self._put(organisation, row, result, f"name of {organisation.name}", name=name)
        self._put(
            organisation,
            row,
            result,
            f"details of {organisation.name}",
            kind=row.kind,
            short_name=row[Column.SHORT_NAME] if not row[Column.BODY] else "",
        )
        self._code(row, organisation, result)
        self._other_codes(row, organisation, result)
        return organisation

    def _new_organisation(self, row: PartnerRow, result: RowResult) -> Organisation:
        if row.kind is None:
            kinds = ", ".join(kind.value for kind in OrganisationKind)
            raise RuleBroken(f"{row[Column.ORGANISATION]} is new, so it needs a kind: {kinds}.")
        organisation = Organisation(
            name=row[Column.ORGANISATION], kind=row.kind, short_name="", notes="", identifiers=[]
        )
        self.ledger.add(organisation)
        self.index.know_organisation(organisation)
        result.creates.append(f"organisation {organisation.name}")
        return organisation

    def _code(self, row: PartnerRow, organisation: Organisation, result: RowResult) -> None:
        gss = row[Column.GSS].upper()
        if not gss or self.index.by_gss.get(gss) is organisation:
            return
        old = next((code for code in organisation.identifiers if code.scheme == GSS), None)
        if old is not None:
            self._put(old, row, result, f"GSS code of {organisation.name}", value=gss)
            self.index.by_gss[gss] = organisation
            return
        code = Identifier(scheme=GSS, value=gss)
        organisation.identifiers.append(code)
        self.ledger.add(code)
        self.index.know_code(organisation, code)
        if not self.ledger.is_new(organisation):
            result.updates.append(f"GSS code of {organisation.name}")

    def _other_codes(self, row: PartnerRow, organisation: Organisation, result: RowResult) -> None:
        for scheme, value in row.codes:
            owner = self.index.by_code.get((scheme, value))
            if owner is organisation:
                continue
            if owner is not None:
                raise RuleBroken(f"{scheme} {value} already belongs to {owner.name}. Check the code.")
            code = Identifier(scheme=scheme, value=value)
            organisation.identifiers.append(code)
            self.ledger.add(code)
            self.index.know_code(organisation, code)
            if not self.ledger.is_new(organisation):
                result.updates.append(f"codes of {organisation.name}")

    def _body(self, row: PartnerRow, organisation: Organisation | None, result: RowResult) -> Body:
        body = self.index.bodies.get(name_key(row[Column.BODY]))
        if body is None:
            kind = row.body_kind
            if kind is None:
                kinds = ", ".join(each.value for each in BodyKind)
                raise RuleBroken(f"{row[Column.BODY]} is new, so it needs a body kind: {kinds}.")
            body = Body(name=row[Column.BODY], kind=kind, short_name="", notes="", covers=[])
            self.ledger.add(body)
            self.index.know_body(body)
            result.creates.append(f"body {body.name}")
        self._put(
            body,
            row,
            result,
            f"details of {body.name}",
            kind=row.body_kind,
            short_name=row[Column.SHORT_NAME],
            secretariat_name=row[Column.SECRETARIAT],
            secretariat_email=row[Column.SECRETARIAT_EMAIL],
        )
        if row[Column.PARENT]:
            self._put(body, row, result, f"parent of {body.name}", parent=self._parent(row, body))
        self._covers(row, body, organisation, result)
        return body

    def _parent(self, row: PartnerRow, body: Body) -> Body:
        found = above = self.index.bodies.get(name_key(row[Column.PARENT]))
        if found is None:
            raise RuleBroken(f"“{row[Column.PARENT]}” is not a body that you have. Put its own row above this one.")
        while above is not None:
            if above is body:
                raise RuleBroken(f"That would put {body.name} under itself. Correct the parent body.")
            above = above.parent
        return found

    def _covers(self, row: PartnerRow, body: Body, organisation: Organisation | None, result: RowResult) -> None:
        named = [self._covered(name) for name in row.covers]
        if organisation is not None:
            named.append(organisation)
        missing = [each for each in dict.fromkeys(named) if each not in body.covers]
        if not missing:
            return
        self.ledger.cover(body, missing)
        if not self.ledger.is_new(body):
            result.updates.append(f"what {body.name} covers")

    def _covered(self, name: str) -> Organisation:
        found = self.index.organisation(name, "")
        if found is None:
            raise RuleBroken(f"“{name}” is not an organisation that you have. Put its own row above this one.")
        return found

    def _place(self, row: PartnerRow, home: Organisation | Body, result: RowResult) -> Place | None:
        name = row[Column.PLACE] or row[Column.ADDRESS]
        if not name:
            return None
        places = self.index.places[name_key(name)]
        postcode = row[Column.POSTCODE]
        place = home.place if home.place in places else None
        place = place or next((each for each in places if not postcode or each.postcode in {"", postcode}), None)
        if place is None:
            place = Place(name=name[:200], address="", town="", postcode="", access_notes="", is_ours=False)
            self.ledger.add(place)
            self.index.know_place(place)
            result.creates.append(f"place {place.name}")
        self._put(
            place,
            row,
            result,
            f"address of {place.name}",
            address=row[Column.ADDRESS],
            town=row[Column.TOWN],
            postcode=postcode,
        )
        return place
