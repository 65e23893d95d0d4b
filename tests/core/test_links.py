"""Addresses that are built once and filled with numbers."""

from flask import Flask, url_for

from scheduler.core.links import numbered


def test_a_filled_address_is_the_one_that_flask_builds(app: Flask) -> None:
    with app.test_request_context("/forward-plan", environ_overrides={"SCRIPT_NAME": "/office"}):
        log_call = numbered("forward_plan.log_call", "commitment_id")
        assert log_call(17) == url_for("forward_plan.log_call", commitment_id=17)
        assert log_call(3) == "/office/forward-plan/commitments/3/call"
