"""Does my household qualify? The eligibility form and its outcome."""
