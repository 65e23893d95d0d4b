"""Tests of the record of an engagement."""
