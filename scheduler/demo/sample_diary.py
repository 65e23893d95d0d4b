"""What the sample diary holds; days are counted in working days from the first working day on or after today."""

from scheduler.core.values import dataclass
from scheduler.engagements.rules import EngagementKind, EngagementStatus, Handling, PlaceKind, PrincipalKind

COMMISSIONER, DEPUTY, CHIEF_EXECUTIVE, CHIEF_CONSTABLE, PARTNERSHIPS = (
    "commissioner",
    "deputy",
    "chief",
    "force",
    "head",
)
BOTH = (COMMISSIONER, CHIEF_CONSTABLE)

PRINCIPALS = {
    COMMISSIONER: ("Commissioner", "Morgan Thornbury", PrincipalKind.COMMISSIONER),
    DEPUTY: ("Deputy Commissioner", "Ellis Wainscott", PrincipalKind.DEPUTY),
    CHIEF_EXECUTIVE: ("Chief Executive", "Harriet Quill", PrincipalKind.CHIEF_EXECUTIVE),
    CHIEF_CONSTABLE: ("Chief Constable", "Alex Stanhope", PrincipalKind.CHIEF_CONSTABLE),
    PARTNERSHIPS: ("Head of Partnerships", "Imogen Sallow", PrincipalKind.OFFICER),
}

MEETING, VISIT, BOARD, CALL, SUMMIT = EngagementKind
TO_ARRANGE, OFFERING, AGREED, HELD, WRITTEN_UP, POSTPONED, CANCELLED, DECLINED = EngagementStatus
PARTNER, OURS, ONLINE, ELSEWHERE = PlaceKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One engagement; `times` as people type them, empty for a whole day; `day` None: not dated yet."""

    title: str
    day: int | None
    times: str = ""
    days: int = 1
    kind: EngagementKind = MEETING
    status: EngagementStatus = AGREED
    ours: tuple[str, ...] = (COMMISSIONER,)
    partners: tuple[str, ...] = ()
    place_kind: PlaceKind = PARTNER
    place: str = ""
    purpose: str = ""
    handling: Handling = Handling.OFFICIAL
    reason: str = ""
    clash_reason: str = ""


FORWARD_PLAN = "Share issues, discuss future work, and look at emerging threats and risks."
CSP_CHAIR = "Priorities of the partnership and how the office can help."

# fmt: off
COUNCIL_VISITS = (
    Row(title="Visit to Blaby", day=-38, times="10am to 11:30am", kind=VISIT, status=WRITTEN_UP, ours=BOTH,
        partners=("Blaby District Council",), purpose=FORWARD_PLAN),
    Row(title="Visit to Hinckley and Bosworth", day=-27, times="2pm to 3:30pm", kind=VISIT, status=WRITTEN_UP,
        ours=BOTH, partners=("Hinckley and Bosworth Borough Council",), purpose=FORWARD_PLAN),
    Row(title="Visit to Oadby and Wigston", day=-12, times="10am to 11am", kind=VISIT, status=HELD, ours=BOTH,
        partners=("Oadby and Wigston Borough Council",), purpose=FORWARD_PLAN),
    Row(title="Visit to Charnwood", day=2, times="2pm to 3:30pm", kind=VISIT, ours=BOTH,
        partners=("Charnwood Borough Council",), purpose=FORWARD_PLAN),
    Row(title="Visit to North West Leicestershire", day=8, times="10am to 11:30am", kind=VISIT, ours=BOTH,
        partners=("North West Leicestershire District Council",), purpose=FORWARD_PLAN),
    Row(title="Visit to Rutland", day=16, times="11am to 12:30pm", kind=VISIT, ours=BOTH,
        partners=("Rutland County Council",), purpose=FORWARD_PLAN),
    Row(title="Meeting with the City Mayor", day=13, times="4pm to 5pm", status=OFFERING, ours=BOTH,
        partners=("Leicester City Council",), purpose=FORWARD_PLAN),
    Row(title="Meeting with the Leader of Melton", day=None, kind=VISIT, status=OFFERING, ours=BOTH,
        partners=("Melton Borough Council",), purpose=FORWARD_PLAN),
    Row(title="Visit to Harborough", day=None, kind=VISIT, status=OFFERING, ours=BOTH,
        partners=("Harborough District Council",), purpose=FORWARD_PLAN),
)

PARTNERSHIP_MEETINGS = (
    Row(title="Safer Leicester Partnership: meeting its chair", day=-20, times="9:30am to 10:30am", status=HELD,
        partners=("Safer Leicester Partnership",), purpose=CSP_CHAIR),
    Row(title="Blaby Community Safety Partnership", day=-9, times="2pm to 4pm", kind=BOARD, status=HELD,
        ours=(CHIEF_EXECUTIVE,), partners=("Blaby Community Safety Partnership",), purpose="Quarterly meeting."),
    Row(title="Charnwood Community Safety Partnership: meeting its chair", day=-1, times="11am to midday",
        partners=("Charnwood Community Safety Partnership",), purpose=CSP_CHAIR),
    Row(title="Melton Community Safety Partnership: meeting its chair", day=5, times="9:30am to 10:30am",
        partners=("Melton Community Safety Partnership",), purpose=CSP_CHAIR),
    Row(title="Safer Rutland Partnership", day=10, times="10am to midday", kind=BOARD, ours=(CHIEF_EXECUTIVE,),
        partners=("Safer Rutland Partnership",), purpose="Quarterly meeting."),
    Row(title="Hinckley and Bosworth Community Safety Partnership: meeting its chair", day=19,
        times="2pm to 3pm", partners=("Hinckley and Bosworth Community Safety Partnership",), purpose=CSP_CHAIR),
    Row(title="Harborough Community Safety Partnership: meeting its chair", day=None, status=TO_ARRANGE,
        partners=("Harborough Community Safety Partnership",), purpose=CSP_CHAIR),
    Row(title="Oadby and Wigston Community Safety Partnership: meeting its chair", day=6, times="3pm to 4pm",
        status=POSTPONED, partners=("Oadby and Wigston Community Safety Partnership",), purpose=CSP_CHAIR,
        reason="The chair is needed at a full council that day"),
    Row(title="Blaby Community Safety Partnership: meeting its chair", day=24, times="2pm to 3pm",
        partners=("Blaby Community Safety Partnership",), purpose=CSP_CHAIR),
    Row(title="North West Leicestershire Community Safety Partnership: meeting its chair", day=9,
        times="9:30am to 10:30am", status=DECLINED, purpose=CSP_CHAIR, reason="No time before the new year",
        partners=("North West Leicestershire Community Safety Partnership",)),
    Row(title="Safer Rutland Partnership: meeting its chair", day=-345, times="10am to 11am", status=WRITTEN_UP,
        partners=("Safer Rutland Partnership",), purpose=CSP_CHAIR),
)

BOARDS = (
    Row(title="Corporate Governance Board", day=-30, times="10am to 12:30pm", kind=BOARD, status=WRITTEN_UP,
        ours=(COMMISSIONER, CHIEF_EXECUTIVE, CHIEF_CONSTABLE), partners=("Corporate Governance Board",),
        place_kind=OURS, place="Board room"),
    Row(title="Corporate Governance Board", day=11, times="10am to 12:30pm", kind=BOARD,
        ours=(COMMISSIONER, CHIEF_EXECUTIVE, CHIEF_CONSTABLE), partners=("Corporate Governance Board",),
        place_kind=OURS, place="Board room", purpose="Holding the Force to account: performance, finance, risks."),
    Row(title="Strategic Partnership Board", day=-15, times="2pm to 4pm", kind=BOARD, status=HELD,
        ours=(COMMISSIONER, CHIEF_EXECUTIVE), partners=("Strategic Partnership Board",), place_kind=OURS,
        place="Board room"),
    Row(title="Strategic Partnership Board Executive", day=4, times="2pm to 4pm", kind=BOARD, ours=(CHIEF_EXECUTIVE,),
        partners=("Strategic Partnership Board Executive",), place_kind=ONLINE, place="https://meet.example.org/executive"),
    Row(title="Police and Crime Panel", day=22, times="2pm to 4:30pm", kind=BOARD,
        ours=(COMMISSIONER, CHIEF_EXECUTIVE), partners=("Police and Crime Panel",),
        place_kind=ELSEWHERE, place="County Hall, Glenfield", purpose="Report on partnerships and engagement."),
    Row(title="Chief Executives' Forum", day=-6, times="10am to midday", kind=BOARD, status=HELD,
        ours=(CHIEF_EXECUTIVE,), partners=("Chief Executives' Forum",)),
    Row(title="Chief Executives' Forum", day=14, times="10am to midday", kind=BOARD, ours=(CHIEF_EXECUTIVE,),
        partners=("Chief Executives' Forum",)),
    Row(title="Safer Communities Strategy Board", day=18, times="10am to midday", kind=BOARD, ours=(CHIEF_EXECUTIVE,),
        partners=("Safer Communities Strategy Board",), place_kind=ONLINE, place="https://meet.example.org/safer"),
    Row(title="Housing, Planning and Infrastructure Group", day=9, times="2pm to 4pm", kind=BOARD,
        ours=(PARTNERSHIPS,), partners=("Housing, Planning and Infrastructure Group",)),
    Row(title="Lubbesthorpe Strategic Board", day=25, times="10am to 11:30am", kind=BOARD, ours=(PARTNERSHIPS,),
        partners=("Lubbesthorpe Strategic Board",)),
    Row(title="Local Criminal Justice Board", day=7, times="1:30pm to 3:30pm", kind=BOARD, ours=(COMMISSIONER,),
        partners=("Local Criminal Justice Board",)),
)

OWN_WEEK = (
    Row(title="Monthly meeting with the Chief Constable", day=0, times="9am to 10am", ours=BOTH, place_kind=OURS,
        place="Commissioner's office"),
    Row(title="Call with the Chief Fire Officer", day=0, times="11:30am to midday", kind=CALL,
        partners=("Leicestershire Fire and Rescue Service",), place_kind=ONLINE, place="https://meet.example.org/fire"),
    Row(title="Neighbourhood Watch: annual meeting", day=0, times="2pm to 4pm", kind=VISIT, ours=(DEPUTY,),
        partners=("Leicestershire and Rutland Neighbourhood Watch",), place_kind=ELSEWHERE, place="Rothley hall"),
    Row(title="Strategic assessments: who shares what", day=1, times="10am to 11am", ours=(PARTNERSHIPS,),
        partners=("Probation Service East Midlands", "Leicestershire Partnership NHS Trust"), place_kind=ONLINE,
        place="https://meet.example.org/assessments"),
    Row(title="Community day in Market Harborough", day=3, kind=VISIT, place_kind=ELSEWHERE,
        place="The Square, Market Harborough", purpose="Surgery in the morning, walk with the neighbourhood team."),
    Row(title="Call with the Crown Prosecution Service", day=3, times="4pm to 4:30pm", kind=CALL,
        partners=("Crown Prosecution Service East Midlands",), place_kind=ONLINE, place="https://meet.example.org/cps",
        clash_reason="Joins by telephone from Market Harborough"),
    Row(title="Briefing on an operation", day=4, times="9am to 10am", ours=BOTH, place_kind=OURS,
        place="Force headquarters", handling=Handling.OFFICIAL_SENSITIVE),
    Row(title="Police and crime commissioners' conference", day=20, days=2, ours=(DEPUTY,), kind=MEETING,
        place_kind=ELSEWHERE, place="Conference centre, Harrogate"),
    Row(title="Visit to University Hospitals", day=6, times="10am to 11:30am", kind=VISIT, ours=(DEPUTY,),
        partners=("University Hospitals of Leicester NHS Trust",), purpose="Violence against staff."),
    Row(title="Business crime breakfast", day=12, times="8am to 9:30am", kind=MEETING, ours=(DEPUTY,),
        partners=("East Midlands Chamber", "BID Leicester"), place_kind=ELSEWHERE, place="Chamber house, Leicester"),
    Row(title="Rural crime: meeting the farmers", day=-4, times="7pm to 8:30pm", status=HELD, ours=(DEPUTY,),
        partners=("National Farmers' Union East Midlands",), place_kind=ELSEWHERE, place="Melton Mowbray market"),
    Row(title="Visit to HMP Gartree", day=-3, times="1pm to 3pm", kind=VISIT, status=CANCELLED,
        partners=("HM Prison Gartree",), reason="The Commissioner was ill"),
    Row(title="Visit to East Midlands Airport", day=15, times="2pm to 3:30pm", kind=VISIT, status=DECLINED,
        partners=("East Midlands Airport",), reason="No capacity before the spring"),
    Row(title="Crime Reduction Summit", day=28, times="9:30am to 4pm", kind=SUMMIT,
        ours=(COMMISSIONER, CHIEF_EXECUTIVE, CHIEF_CONSTABLE), place_kind=ELSEWHERE,
        place="Conference centre, Leicester", purpose="Bring every partner together and agree a combined strategy."),
)
# fmt: on

ROWS = (*COUNCIL_VISITS, *PARTNERSHIP_MEETINGS, *BOARDS, *OWN_WEEK)
