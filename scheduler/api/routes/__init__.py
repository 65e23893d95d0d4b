"""The addresses under /api/v1, their description, and the settings of keys and webhooks."""

from scheduler.api.routes import answers, engagements, partners, settings_webhooks
from scheduler.api.routes.blueprint import api
from scheduler.api.routes.description import api_description
from scheduler.api.routes.settings_keys import api_settings

API_BLUEPRINTS = (api, api_description, api_settings)

__all__ = [
    "API_BLUEPRINTS",
    "answers",
    "api",
    "api_description",
    "api_settings",
    "engagements",
    "partners",
    "settings_webhooks",
]
