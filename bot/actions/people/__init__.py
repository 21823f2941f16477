"""People behind the assistant, and what residents ask of it about themselves."""
