"""E-mail addresses as residents type them."""

from email_validator import EmailNotValidError, validate_email


def check_email(text: str) -> str | None:
    """The address in its usual form, in small letters; None where it cannot be one.

    Only its form is checked: no name server is asked, which can be down when a resident writes.
    """
    try:
        checked = validate_email(text.strip().strip(".,;:"), check_deliverability=False)
    except EmailNotValidError:
        return None
    return checked.normalized.lower()
