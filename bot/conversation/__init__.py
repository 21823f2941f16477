"""The road of a message: inbox, turn, rendering, outbox, delivery, receipts."""
