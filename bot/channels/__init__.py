"""The ways to reach residents: one folder a channel."""
