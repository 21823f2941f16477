"""A stand-in for Telegram's Bot API and the people behind it.

Nothing here knows the rest of the service: it is spoken to over HTTP, like the real one.
"""
