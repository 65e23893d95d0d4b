"""How long a text may be, said in our words: WTForms speaks of “fields”."""

from wtforms.validators import Length


def at_most(limit: int) -> Length:
    """No more than so many characters."""
    return Length(max=limit, message=f"Use {limit:,} characters or fewer.")
