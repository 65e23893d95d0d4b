"""The blueprint of what the office looks at in the morning."""

from flask import Blueprint

today = Blueprint("today", __name__)
