"""Rasa as Enlace runs it: our input channel, tracker store and action calls around Rasa's agent."""

import warnings

from server.absent import keep_out

keep_out()  # here, since every program of this package comes by before it imports Rasa

import sanic  # noqa: E402, F401 (when it is imported, it turns deprecation warnings on)

# What the libraries Rasa is pinned to deprecate is nothing an operator could mend.
warnings.simplefilter("ignore")
