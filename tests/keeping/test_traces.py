"""Every column that can hold words is decided on: it holds people, our own staff, or nobody."""

import importlib
import pkgutil
from collections.abc import Iterator

import pytest
from sqlalchemy import JSON, Enum, LargeBinary, String

import scheduler
from scheduler.core.db import Base
from scheduler.keeping.rules.traces import NOBODY, STAFF_LABELS, TRACES
from scheduler.keeping.rules.traces.kinds import Trace


def load_models() -> None:
    for package in pkgutil.iter_modules(scheduler.__path__, "scheduler."):
        if package.ispkg and importlib.util.find_spec(f"{package.name}.models"):
            importlib.import_module(f"{package.name}.models")


def columns_with_words() -> Iterator[tuple[str, str]]:
    load_models()
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, (String, JSON, LargeBinary)) and not isinstance(column.type, Enum):
                yield table.name, column.name


def named(listed) -> set[tuple[str, str]]:
    return {(table, name) for table, names in listed.items() for name in names.split()}


DECIDED = {(table, name) for table, columns in TRACES.items() for name in columns}


def test_every_column_of_words_is_in_exactly_one_list():
    counted = [*DECIDED, *named(NOBODY), *named(STAFF_LABELS)]
    assert sorted(set(columns_with_words()) - set(counted)) == [], "decide in scheduler/keeping/rules/traces"
    assert sorted(each for each in set(counted) if counted.count(each) > 1) == []


def test_no_list_names_a_column_that_is_gone():
    assert sorted({*DECIDED, *named(NOBODY), *named(STAFF_LABELS)} - set(columns_with_words())) == []


@pytest.mark.parametrize("trace", [Trace.TREE, Trace.FROZEN])
def test_structures_are_rewritten_as_structures(trace):
    found = [(table, name) for table, columns in TRACES.items() for name, kind in columns.items() if kind is trace]
    assert all(isinstance(Base.metadata.tables[table].c[name].type, JSON) for table, name in found)


def test_a_key_that_is_unique_is_replaced_whole():
    """Two rows may become alike when only the name is taken out of a key that must differ."""
    unique = {
        (table.name, column.name)
        for table in Base.metadata.sorted_tables
        for constraint in [*table.constraints, *(index for index in table.indexes if index.unique)]
        if getattr(constraint, "unique", False) or type(constraint).__name__ == "UniqueConstraint"
        for column in constraint.columns
    }
    words = {each for each in DECIDED & unique if TRACES[each[0]][each[1]] in {Trace.NAME, Trace.TREE}}
    assert words == set()
