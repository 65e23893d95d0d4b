"""The one blueprint of invitations; pages hang themselves on it."""

from flask import Blueprint

invitations = Blueprint("invitations", __name__)
