"""Stand-ins for Twilio and Telegram and the phones behind them, for rehearsals, tests, benchmarks.

Nothing here knows the rest of the service: it is spoken to over HTTP, like the real providers.
"""
