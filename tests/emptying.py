"""How PostgreSQL brings rows and sequences back as they were, and notes who alters more than rows."""

# ruff: noqa: S608  # every name is from the catalogue of the database itself

from collections.abc import Iterable

from sqlalchemy import Connection, text

NOTES = """
CREATE SCHEMA between_tests;
CREATE TABLE between_tests.altered (what text NOT NULL);
CREATE FUNCTION between_tests.note_made() RETURNS event_trigger LANGUAGE plpgsql AS $$
BEGIN INSERT INTO between_tests.altered SELECT command_tag FROM pg_event_trigger_ddl_commands(); END $$;
CREATE FUNCTION between_tests.note_dropped() RETURNS event_trigger LANGUAGE plpgsql AS $$
BEGIN INSERT INTO between_tests.altered SELECT object_identity FROM pg_event_trigger_dropped_objects(); END $$;
CREATE EVENT TRIGGER made ON ddl_command_end EXECUTE FUNCTION between_tests.note_made();
CREATE EVENT TRIGGER dropped ON sql_drop EXECUTE FUNCTION between_tests.note_dropped();
"""

EMPTIES = """
CREATE FUNCTION between_tests.empty() RETURNS text[] LANGUAGE plpgsql AS $$
BEGIN
  SET LOCAL statement_timeout = '30s';
  LOOP -- whoever a test has left behind, with their locks and what they have not committed
    PERFORM pg_stat_clear_snapshot();
    PERFORM pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend';
    EXIT WHEN NOT FOUND;
    PERFORM pg_sleep(0.001);
  END LOOP;
  IF EXISTS (SELECT FROM between_tests.altered) THEN RETURN NULL; END IF;
  SET LOCAL session_replication_role = replica; -- no foreign key asks, no trigger refuses
  {statements}
  RETURN ARRAY(SELECT each::text FROM unnest(CAST({tables} AS regclass[])) AS each WHERE pg_relation_size(each) > 0);
END $$;
"""
"""Empties all tables and gives those that hold space; NULL where a note was left."""

FILLS = """
CREATE FUNCTION between_tests.fill_{name}() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  SET LOCAL session_replication_role = replica;
  {statements}
END $$;
"""

OURS = "schemaname NOT IN ('pg_catalog', 'information_schema', 'between_tests') AND schemaname NOT LIKE 'kept%'"
TABLES = f"SELECT schemaname, tablename FROM pg_tables WHERE {OURS} ORDER BY schemaname, tablename"
SEQUENCES = f"SELECT schemaname, sequencename FROM pg_sequences WHERE {OURS} ORDER BY schemaname, sequencename"
COLUMNS = """
SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute
WHERE attrelid = CAST(:table AS regclass) AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
"""


def prepare(connection: Connection) -> None:
    """From now on whoever creates, alters or drops anything leaves a note, if they commit; tables can be emptied."""
    tables = _names(connection, TABLES)
    connection.execute(text(NOTES))
    statements = "\n  ".join(f"DELETE FROM {table};" for table in tables)
    listed = "ARRAY[" + ", ".join(f"'{table}'" for table in tables) + "]"
    connection.exec_driver_sql(EMPTIES.format(statements=statements, tables=listed))


def keep(connection: Connection, name: str) -> None:
    """Have what is there now brought back by this name."""
    connection.execute(text(f"CREATE SCHEMA kept_{name}"))
    statements = [each for table in _names(connection, TABLES) for each in _kept_rows(connection, name, table)]
    statements += [_numbering(connection, each) for each in _names(connection, SEQUENCES)]
    connection.exec_driver_sql(FILLS.format(name=name, statements="\n  ".join(statements)))
    connection.execute(text("DELETE FROM between_tests.altered"))


def restore(connection: Connection, name: str) -> bool:
    """Bring it back, unless a note was left."""
    held = connection.scalar(text("SELECT between_tests.empty()"))
    if held is None:
        return False
    if held:  # rows stand in the order in which they come only in a table that holds no space of earlier ones
        connection.execute(text(f"VACUUM {', '.join(held)}"))
    connection.execute(text(f"SELECT between_tests.fill_{name}()"))
    return True


def _names(connection: Connection, query: str) -> list[str]:
    return [f'"{schema}"."{name}"' for schema, name in connection.execute(text(query))]


def _kept_rows(connection: Connection, name: str, table: str) -> Iterable[str]:
    if connection.scalar(text(f"SELECT EXISTS (SELECT FROM {table})")):
        copy = f"kept_{name}.{table.partition('.')[2]}"
        connection.execute(text(f"CREATE TABLE {copy} AS TABLE {table}"))
        columns = connection.scalar(text(COLUMNS), {"table": table})
        yield f"INSERT INTO {table} ({columns}) OVERRIDING SYSTEM VALUE SELECT {columns} FROM {copy};"


def _numbering(connection: Connection, sequence: str) -> str:
    last, is_called = connection.execute(text(f"SELECT last_value, is_called FROM {sequence}")).one()
    return f"PERFORM setval('{sequence}', {last}, {is_called});"
