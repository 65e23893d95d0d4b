"""The names behind the sample: public organisations and codes as published, people invented."""

from datetime import date

from scheduler.core.values import dataclass
from scheduler.stakeholders.rules import BodyKind, OrganisationKind, RoleKind

EVERY_COUNCIL = ("every council",)
NAMESAKE = "Rowan Ashdown"
"""Two people of this name: a Leader, and somebody at a university."""
COUNTY_LEAD = "Jean Skipwith"
"""In two posts: leads for the county and chairs a partnership."""


@dataclass(frozen=True, slots=True)
class Council:
    """A council, its seat and its two heads; an empty officer is a vacancy."""

    name: str
    short: str
    kind: OrganisationKind
    gss: str
    head: str
    officer: str
    place: str
    address: str
    town: str
    postcode: str
    latitude: float
    longitude: float
    head_title: str = "Leader"
    officer_title: str = "Chief Executive"
    honours: str = ""
    telephone: str = ""


@dataclass(frozen=True, slots=True)
class Other:
    """An organisation that is no council, with the post that is usually invited."""

    name: str
    kind: OrganisationKind
    area: str
    post: str
    short: str = ""
    role_kind: RoleKind = RoleKind.OFFICER_HEAD
    band: int = 2
    holder: str = ""
    ended_on: date | None = None
    succeeds: str = ""


@dataclass(frozen=True, slots=True)
class Csp:
    """A community safety partnership; `covers` are councils' short names."""

    name: str
    covers: tuple[str, ...]
    chair: str


@dataclass(frozen=True, slots=True)
class Board:
    """A board, forum, panel or group; an empty chair is filled with somebody spare."""

    name: str
    kind: BodyKind
    short: str = ""
    covers: tuple[str, ...] = ()
    parent: str = ""
    chair: str = ""


_U, _C, _D, _B = (
    OrganisationKind.UNITARY,
    OrganisationKind.COUNTY,
    OrganisationKind.DISTRICT,
    OrganisationKind.BOROUGH,
)

# fmt: off
COUNCILS = (
    Council("Leicester City Council", "Leicester", _U, "E06000016", "Joss Penhallow", "Petra Noone", "City Hall",
            "115 Charles Street", "Leicester", "LE1 1FZ", 52.6386, -1.1317, "City Mayor", "Chief Operating Officer",
            telephone="0116 496 0101"),
    Council("Leicestershire County Council", "Leicestershire", _C, "E10000018", "Bea Larkfield", "Idris Hartwell",
            "County Hall", "Leicester Road", "Glenfield", "LE3 8RA", 52.6466, -1.1949, honours="CC",
            telephone="0116 496 0102"),
    Council("Rutland County Council", "Rutland", _U, "E06000017", "Samir Oakes", "Lottie Tenby", "Catmose", "",
            "Oakham", "", 52.6667, -0.7333, telephone="0116 496 0103"),
    Council("Blaby District Council", "Blaby", _D, "E07000129", "Rowan Ashdown", "Mal Ormond", "Council Offices",
            "Desford Road", "Narborough", "", 52.5777, -1.2103, telephone="0116 496 0104"),
    Council("Charnwood Borough Council", "Charnwood", _B, "E07000130", "Petra Millward", "Una Larch", "Southfields",
            "", "Loughborough", "", 52.7667, -1.2, telephone="0116 496 0105"),
    Council("Harborough District Council", "Harborough", _D, "E07000131", "Gwen Tarrant", "", "Symington Building",
            "", "Market Harborough", "", 52.4776, -0.9205, honours="OBE", telephone="0116 496 0106"),
    Council("Hinckley and Bosworth Borough Council", "Hinckley and Bosworth", _B, "E07000132", "Idris Coombe",
            "Dilys Farrow", "Hinckley Hub", "Rugby Road", "Hinckley", "", 52.5356, -1.3759,
            telephone="0116 496 0107"),
    Council("Melton Borough Council", "Melton", _B, "E07000133", "Lottie Farrow", "Ravi Sedgewick", "Parkside", "",
            "Melton Mowbray", "", 52.7659, -0.8869, telephone="0116 496 0108"),
    Council("North West Leicestershire District Council", "North West Leicestershire", _D, "E07000134",
            "Mal Pickering", "Cass Brackley", "Stenson House", "London Road", "Coalville", "LE67 3FN", 52.7225,
            -1.3702, telephone="0116 496 0109"),
    Council("Oadby and Wigston Borough Council", "Oadby and Wigston", _B, "E07000135", "Una Sedgewick", "Win Abara",
            "Brocks Hill", "Washbrook Lane", "Oadby", "", 52.6062, -1.0835, telephone="0116 496 0110"),
)

_J, _H, _E, _BUS, _V = (
    OrganisationKind.JUSTICE,
    OrganisationKind.HEALTH,
    OrganisationKind.EDUCATION,
    OrganisationKind.BUSINESS,
    OrganisationKind.VOLUNTARY,
)
_JUSTICE, _HEALTH, _SCHOOLS, _BLUE, _TRADE, _FREE = (
    "Criminal justice", "Health", "Education", "Emergency services", "Business", "Voluntary, community and faith",
)
_PRISONS = ("Leicester", "Gartree", "Stocken", "Fosse Way")
_COLLEGES = ("Leicester College", "Loughborough College", "SMB College Group", "Gateway Sixth Form College",
             "North Warwickshire and South Leicestershire College")
_BIDS = ("BID Leicester", "Loughborough BID", "Hinckley BID", "Melton Mowbray BID")

OTHERS = (
    Other("Leicestershire and Rutland Probation Trust", _J, _JUSTICE, "", "Probation Trust",
          ended_on=date(2014, 5, 31)),
    Other("Probation Service East Midlands", _J, _JUSTICE, "Head of Delivery", "Probation",
          succeeds="Probation Trust"),
    Other("Crown Prosecution Service East Midlands", _J, _JUSTICE, "Chief Crown Prosecutor", "CPS"),
    Other("HM Courts and Tribunals Service", _J, _JUSTICE, "Delivery Manager", "HMCTS", RoleKind.CHIEF_OFFICER, 3),
    *(Other(f"HM Prison {name}", _J, _JUSTICE, "Governor", f"HMP {name}") for name in _PRISONS),
    Other("Leicester Youth Justice Service", _J, _JUSTICE, "Head of Service", "", RoleKind.OFFICER, 4),
    Other("Leicestershire Youth Justice Service", _J, _JUSTICE, "Head of Service", "", RoleKind.OFFICER, 4),
    Other("Victim First", _J, _JUSTICE, "Service Manager", "", RoleKind.OFFICER, 4),
    Other("Leicester, Leicestershire and Rutland Integrated Care Board", _H, _HEALTH, "Chief Executive", "ICB"),
    Other("Leicestershire Partnership NHS Trust", _H, _HEALTH, "Chief Executive", "LPT"),
    Other("University Hospitals of Leicester NHS Trust", _H, _HEALTH, "Chief Executive", "UHL"),
    Other("Public Health Leicester", _H, _HEALTH, "Director of Public Health", "", RoleKind.CHIEF_OFFICER),
    Other("Public Health Leicestershire and Rutland", _H, _HEALTH, "Director of Public Health", "",
          RoleKind.CHIEF_OFFICER),
    Other("Substance Misuse Treatment Service", _H, _HEALTH, "Operations Manager", "", RoleKind.OFFICER, 4),
    Other("University of Leicester", _E, _SCHOOLS, "Head of Security", "", RoleKind.OFFICER, 4, NAMESAKE),
    Other("De Montfort University", _E, _SCHOOLS, "Registrar", "DMU", RoleKind.CHIEF_OFFICER, 3),
    Other("Loughborough University", _E, _SCHOOLS, "Chief Operating Officer", "", RoleKind.CHIEF_OFFICER, 3),
    *(Other(name, _E, _SCHOOLS, "Principal") for name in _COLLEGES),
    Other("Leicester Primary Heads", _E, _SCHOOLS, "Chair", "", RoleKind.CHAIR, 3),
    Other("Leicestershire Police", OrganisationKind.POLICE, _BLUE, "Chief Constable", "the Force", band=1,
          holder="Alex Stanhope"),
    Other("Leicestershire Fire and Rescue Service", OrganisationKind.FIRE, _BLUE, "Chief Fire Officer", "LFRS", band=1),
    Other("East Midlands Ambulance Service NHS Trust", _H, _BLUE, "Divisional Director", "EMAS",
          RoleKind.CHIEF_OFFICER),
    Other("British Transport Police", OrganisationKind.POLICE, _BLUE, "Superintendent", "BTP", RoleKind.OFFICER, 4),
    Other("East Midlands Chamber", _BUS, _TRADE, "Chief Executive"),
    *(Other(name, _BUS, _TRADE, "Director") for name in _BIDS),
    Other("Leicester Business Crime Reduction Partnership", _BUS, _TRADE, "Crime Partnership Manager", "",
          RoleKind.OFFICER, 4),
    Other("National Farmers' Union East Midlands", _BUS, _TRADE, "Regional Director", "NFU"),
    Other("Federation of Small Businesses East Midlands", _BUS, _TRADE, "Regional Chair", "FSB", RoleKind.CHAIR, 3),
    Other("East Midlands Airport", _BUS, _TRADE, "Managing Director", "EMA"),
    Other("Leicester Council of Faiths", _V, _FREE, "Chair", "", RoleKind.CHAIR, 3),
    Other("Voluntary Sector Alliance", _V, _FREE, "Chief Executive"),
    Other("Leicestershire and Rutland Neighbourhood Watch", _V, _FREE, "Chair", "", RoleKind.CHAIR, 3),
    Other("Crimestoppers East Midlands", _V, _FREE, "Regional Manager", "", RoleKind.OFFICER, 4),
    Other("Leicestershire and Rutland Association of Local Councils", _V, _FREE, "Chief Officer", "LRALC"),
    Other("Citizens Advice Leicestershire", _V, _FREE, "Chief Executive"),
    Other("Rural Community Council", _V, _FREE, "Chief Executive", "RCC"),
    Other("Domestic Abuse Support Alliance", _V, _FREE, "Coordinator", "", RoleKind.OFFICER, 4),
)

CSPS = (
    Csp("Safer Leicester Partnership", ("Leicester",), "Ola Brackley"),
    Csp("Blaby Community Safety Partnership", ("Blaby",), "Finn Abara"),
    Csp("Charnwood Community Safety Partnership", ("Charnwood",), "Dilys Noone"),
    Csp("Harborough Community Safety Partnership", ("Harborough",), "Ravi Hartwell"),
    Csp("Hinckley and Bosworth Community Safety Partnership", ("Hinckley and Bosworth",), "Cass Ormond"),
    Csp("Melton Community Safety Partnership", ("Melton",), "Mo Tenby"),
    Csp("North West Leicestershire Community Safety Partnership", ("North West Leicestershire",), "Theo Larch"),
    Csp("Oadby and Wigston Community Safety Partnership", ("Oadby and Wigston",), COUNTY_LEAD),
    Csp("Safer Rutland Partnership", ("Rutland",), "Win Dovey"),
)

BOARDS = (
    Board("Police and Crime Panel", BodyKind.PANEL, "the Panel", EVERY_COUNCIL),
    Board("Strategic Partnership Board", BodyKind.BOARD, "SPB", EVERY_COUNCIL, chair="Morgan Thornbury"),
    Board("Strategic Partnership Board Executive", BodyKind.BOARD, "SPB Executive", parent="SPB"),
    Board("Offender Management Sub-group", BodyKind.GROUP, parent="SPB Executive"),
    Board("Victims and Vulnerability Sub-group", BodyKind.GROUP, parent="SPB Executive"),
    Board("Safer Communities Strategy Board", BodyKind.BOARD, covers=("Leicestershire", "Rutland"), chair=COUNTY_LEAD),
    Board("Chief Executives' Forum", BodyKind.FORUM, covers=EVERY_COUNCIL, chair="Idris Hartwell"),
    Board("Housing, Planning and Infrastructure Group", BodyKind.GROUP, "HPIG", EVERY_COUNCIL, chair="Mal Ormond"),
    Board("Lubbesthorpe Strategic Board", BodyKind.BOARD, covers=("Blaby",)),
    Board("Victims and Witnesses Partnership Assurance Group", BodyKind.GROUP),
    Board("Corporate Governance Board", BodyKind.BOARD, chair="Morgan Thornbury"),
    Board("Local Criminal Justice Board", BodyKind.BOARD, "LCJB"),
    Board("Violence Reduction Network", BodyKind.PARTNERSHIP, "VRN"),
    Board("Local Resilience Forum", BodyKind.FORUM, "LRF", EVERY_COUNCIL),
)
# fmt: on

FIRST_NAMES = ("Rowan", "Bea", "Samir", "Petra", "Gwen", "Idris", "Lottie", "Mal", "Una", "Ola", "Finn", "Dilys",
               "Ravi", "Cass", "Mo", "Theo", "Win", "Joss")  # fmt: skip
SURNAMES = ("Ashdown", "Larkfield", "Oakes", "Millward", "Tarrant", "Coombe", "Farrow", "Pickering", "Sedgewick",
            "Brackley", "Abara", "Noone", "Hartwell", "Ormond", "Tenby", "Larch", "Dovey", "Penhallow")  # fmt: skip
NAMED_PEOPLE = (
    *(council.head for council in COUNCILS),
    *(council.officer for council in COUNCILS),
    *(partnership.chair for partnership in CSPS),
    *(board.chair for board in BOARDS),
)
