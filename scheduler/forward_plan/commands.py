"""`scheduler forward-plan …`."""

import csv
import sys
from datetime import datetime

import click
from flask.cli import AppGroup

from scheduler.core.clock import local_day, utc_now
from scheduler.forward_plan.queries.coverage import Board, coverage_board
from scheduler.forward_plan.queries.telling import HEADINGS, export_rows, panel_sentences
from scheduler.forward_plan.rules.board import BoardFilter
from scheduler.invitations.spreadsheets import safe_cell

forward_plan_commands = AppGroup("forward-plan", help="See who has been met.")


@forward_plan_commands.command("coverage")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="The board of this day; today when left out.")
@click.option("--pledge", type=int, help="Only this pledge: the number in its page's address.")
@click.option("--format", "form", type=click.Choice(["text", "csv"]), default="text", show_default=True)
def coverage(on: datetime | None, pledge: int | None, form: str) -> None:
    """Print the coverage board: a row a partner with its state in words, the most urgent first."""
    day = on.date() if on else local_day(utc_now())
    board = coverage_board(day, BoardFilter(pledge_id=pledge))
    if form == "csv":
        _print_csv(board)
    else:
        _print_text(board)


def _print_csv(board: Board) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(HEADINGS)
    writer.writerows([safe_cell(cell) for cell in row] for row in export_rows(board))


def _print_text(board: Board) -> None:
    if not board.rows:
        click.echo("Nobody is promised a meeting on that day.")
        return
    for sentence in panel_sentences(board):
        click.echo(sentence)
    width = max(len(row.name) for row in board.rows)
    for row in board.rows:
        last = f"met {row.last.on.isoformat()}" if row.last else "never met"
        state = row.state_words.upper() if row.state_key == "no_entry" else row.state_words
        click.echo(f"{row.name:<{width}}  {state:<14}  {last:<14}  {row.next.words}; {row.limit_words}")
