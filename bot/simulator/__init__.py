"""A stand-in for Twilio and the phones behind it: rehearsals, tests and benchmarks text with it.

Nothing here knows the rest of the service: it is spoken to over HTTP, like the real provider.
"""
