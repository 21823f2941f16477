"""What a link may open with."""

TOPICS = (
    "check_eligibility",
    "ask_program",
    "ask_cost",
    "ask_documents",
    "ask_privacy",
    "ask_how_to_apply",
    "check_status",
    "report_internet_problem",
    "report_move",
    "request_license",
    "check_license",
    "renew_license",
    "ask_courses",
    "ask_certificate",
    "find_workshops",
    "book_workshop",
    "reschedule_workshop",
    "cancel_workshop",
    "ask_workshop_details",
    "ask_jobs",
    "take_survey",
    "give_feedback",
    "talk_to_person",
    "ask_bot",
    "help",
    "greet",
)
"""Intents of `dialogues/domain.yml` that ask for something by themselves; nothing grave among them:
nobody's messages end, and nobody is erased, by a link."""
