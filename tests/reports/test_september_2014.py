"""The report of September 2014, made of records, beside the paper that was written by hand.

Each line below is a fact of that paper's sections on local authorities, planning, partnerships, boards and the summit
that a record can hold, and where our report says it. Nothing else may be said: the report's figures are those of the
records, and no person is named.
"""

import re

import pytest
from sqlalchemy import select

from scheduler.core.db import commit, db
from scheduler.demo.september_2014 import load_september_2014
from scheduler.engagements.models import Engagement, Principal
from scheduler.engagements.rules import OVER
from scheduler.reports.models import PanelReport, ReportSnapshot
from scheduler.stakeholders.models import Person

JULY, SEPTEMBER = "Response to the Panel's recommendations", "Partnerships update report"

FACTS = [
    # the paper's heading and its first three paragraphs
    ("purpose", "an update on the work with partners"),
    ("recommendation", "that the Police and Crime Panel note the contents"),
    ("background", "Meet every council"),
    ("undertakings", "Report the progress made in moving partnership working forward."),
    # 4: local authorities
    ("background", "All Leaders and the City Mayor"),
    ("background", "Every 6 months"),
    ("background", "Version 1 of the engagement forward plan, for 15 July 2014 to 14 July 2015"),
    ("local-authorities", "Share issues, discuss future work, and look at emerging threats and risks."),
    ("csps", "A face to face discussion on emerging issues."),
    ("local-authorities", "6 of 10 councils met, 3 refining dates"),
    ("local-authorities", "no entry: Leicestershire County Council"),
    ("local-authorities", "Charnwood Borough Council | 24 July 2014 | Visit | Commissioner and Chief Constable"),
    ("local-authorities", "Leader and Chief Executive | Elected or statutory head"),
    ("local-authorities", "Melton Borough Council | Dates are with the partner"),
    ("csps", "The chairs of 5 of 9 community safety partnerships were met face to face"),
    ("boards", "Subject to invitation, we attend"),
    ("boards", "Blaby Community Safety Partnership"),
    # 5 and 6: planning
    ("strands", "devolved effective delivery of estates, planning and infrastructure to the Chief Constable"),
    ("strands", "the Chief Finance Officer takes the portfolio to give assurance"),
    ("strands", "New Lubbesthorpe (Blaby District Council): planning case led by the Chief Finance Officer"),
    ("strands", "Chief Executive and Assistant Chief Constable | Blaby District Council: Head of Planning"),
    ("strands", "senior colleagues of the office and the Force join future negotiations"),
    ("strands", "Planning developments across the force area are being reviewed"),
    # 8: mapping
    ("strands", "co-led by the Chief Executive and the Chief Superintendent of Leicestershire Police"),
    ("strands", "local authority, criminal justice, health, education, emergency services, business"),
    ("strands", "what level of commitment each partnership has, formal and informal"),
    # 9 and 10: support
    ("strands", "A new role that reports to the Head of Partnerships and Commissioning"),
    ("strands", "reviews attendance and membership of partnerships where needed"),
    ("strands", "appointed for a fixed term"),
    # 11: boards
    ("strands", "Review of the Strategic Partnership Board"),
    ("strands", "co-led by the Chief Executive and the senior officer of Leicestershire County Council"),
    ("strands", "Initial report | Review of the Strategic Partnership Board | 30 September 2014 | Not yet"),
    ("strands", "the Commissioning Framework, and the Victims and Witnesses Partnership Assurance Group"),
    ("boards", "Lubbesthorpe Strategic Board | Chief Superintendent | Member"),
    ("boards", "Housing, Planning and Infrastructure Group | Director of Finance | By invitation"),
    ("boards", "Chief Executives' Forum | Chief Executive | Member"),
    ("boards", "Leicestershire Safer Communities Strategy Board | Commissioner | Member"),
    # 12: the summit
    ("summit", "The “Stakeholder Summit”"),
    ("summit", "is planned for end of October 2014"),
    ("summit", "It was the “Partnership Summit”, planned for early October 2014"),
    ("summit", "Bring all partner agencies together to develop a joint Crime Reduction Strategy"),
    ("summit", "Every partner shares its strategic assessment"),
    ("summit", "combined strategy as the focus for crime reduction over the medium term"),
    ("summit", "No invitation had been sent"),
    # what was resolved in July
    ("undertakings", "Report on the structure and cost of the office"),
    ("undertakings", "Review progress in a year's time."),
]


@pytest.fixture(scope="module")
def contents(migrated_app, template):
    """Both frozen reports by title, as plain lines by section; loaded once."""
    with migrated_app.app_context():
        template.restore()
        load_september_2014()
        commit()
        template.keep("september")
        snapshots = db.session.scalars(select(ReportSnapshot)).all()
        found = {each.report.title: _lines(each.content) for each in snapshots}
        db.session.remove()
    return found


@pytest.fixture
def loaded(app, template, contents):
    """The same records again, for questions to the database."""
    template.restore("september")
    return app


def _lines(content) -> dict[str, str]:
    return {
        each["key"]: "\n".join(line for block in each["blocks"] for line in _said(block))
        for each in content["sections"]
    }


def _said(block) -> list[str]:
    if block["kind"] == "paragraph":
        return [block["words"]]
    if block["kind"] == "figure":
        return [block["alternative"]]
    return [block["title"], *(" | ".join(row["cells"]) for row in block["rows"])]


@pytest.mark.parametrize(("section", "fact"), FACTS)
def test_the_report_states_each_fact_that_a_record_holds(contents, section, fact):
    assert fact in contents[SEPTEMBER][section]


def test_both_reports_show_the_summit_as_it_was_known_then(contents):
    july, september = contents[JULY]["summit"], contents[SEPTEMBER]["summit"]
    assert "The “Partnership Summit”" in july
    assert "early October 2014" in july
    assert "Stakeholder" not in july
    assert "end of October" not in july
    assert "Stakeholder Summit | end of October 2014 | 29 September 2014" in september


def test_july_says_what_the_panel_heard_and_who_was_forgotten(contents):
    said = contents[JULY]["local-authorities"]
    for council in (
        "Blaby District Council",
        "Hinckley and Bosworth Borough Council",
        "Oadby and Wigston Borough Council",
    ):
        assert re.search(rf"{council} \| \d+ \w+ 2014 \| Visit \| Commissioner and Chief Constable", said)
    for council in (
        "Charnwood Borough Council",
        "North West Leicestershire District Council",
        "Rutland County Council",
    ):
        assert council in said
    assert "3 of 10 councils met, 3 in the diary, 3 refining dates; no entry: Leicestershire County Council" in said
    assert "Head of Planning" in said


def test_nothing_of_september_stands_in_the_report_of_july(contents):
    whole = "\n".join(contents[JULY].values())
    for later in (
        "Stakeholder",
        "Assistant Chief Constable",
        "Chief Finance Officer",
        "Partnerships Coordinator",
    ):
        assert later not in whole, later


def test_each_meeting_in_the_report_is_one_that_was_held(loaded, contents):
    held = db.session.scalars(select(Engagement).where(Engagement.status.in_(OVER))).all()
    days = {f"{each.starts_at.day} {each.starts_at:%B %Y}" for each in held}
    listed = contents[SEPTEMBER]["local-authorities"] + contents[SEPTEMBER]["csps"]
    said = re.findall(r"\| (\d{1,2} \w+ 2014) \| (?:Visit|Meeting) ", listed)
    assert len(said) == 9
    assert set(said) <= days


def test_nobody_is_named_in_either_report(loaded, contents):
    names = [*db.session.scalars(select(Person.name)), *db.session.scalars(select(Principal.name))]
    whole = "\n".join(text for report in contents.values() for text in report.values())
    assert [name for name in names if name and name in whole] == []
    assert db.session.scalars(select(PanelReport.with_names)).all() == [False, False]
