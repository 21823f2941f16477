"""Courses: which there are, which fit, and what they give."""
