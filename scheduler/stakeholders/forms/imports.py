"""Forms of the import: the file or the pasted text, and what a person corrected about the columns."""

from flask_wtf import FlaskForm
from wtforms import FileField, StringField, TextAreaField


class ImportForm(FlaskForm):
    """A CSV file or its text; the text travels with the preview, so that a look stores nothing."""

    file = FileField("A CSV file", description="Saved from Excel or the like, up to 2 MB and 5,000 rows.")
    text = TextAreaField("Or paste the rows, headers first", render_kw={"spellcheck": "false"})
    source_name = StringField()
