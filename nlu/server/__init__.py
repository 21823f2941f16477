"""Rasa as Enlace runs it: our input channel, tracker store and action calls around Rasa's agent."""

import warnings

import sanic  # noqa: F401 (when it is imported, it turns deprecation warnings on)

# What the libraries Rasa is pinned to deprecate is nothing an operator could mend.
warnings.simplefilter("ignore")
