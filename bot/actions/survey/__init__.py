"""`take_survey`: the interest survey."""
