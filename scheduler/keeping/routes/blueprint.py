"""The blueprint."""

from flask import Blueprint

keeping = Blueprint("keeping", __name__)
