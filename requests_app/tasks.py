"""Celery envelopes: take an id, call one function."""
