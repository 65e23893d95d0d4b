"""The one blueprint of the inbox."""

from flask import Blueprint

inbox = Blueprint("inbox", __name__)
