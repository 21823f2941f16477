"""Course licenses: asking for one, where it stands, renewing it."""
