"""Keeps what residents write out of Rasa's logs."""

from __future__ import annotations

import logging

import structlog


def log_only_errors() -> None:
    """Below ERROR, Rasa logs messages, entities and slots; by default even to standard output."""
    logging.basicConfig(level=logging.ERROR)
    logging.getLogger("rasa").setLevel(logging.ERROR)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
