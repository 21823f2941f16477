"""Telephone numbers as people write them."""

from phonenumbers import NumberParseException, PhoneNumberFormat, format_number, parse

HOME = 1
"""The country calling code of those whose numbers are written without it: the United States."""


def national(number: str) -> str:
    """An E.164 number as people write it: ``+13125550199`` becomes ``(312) 555-0199``.

    One of another country keeps its code; what is no number stays as it is.
    """
    try:
        parsed = parse(number)
    except NumberParseException:
        return number
    is_home = parsed.country_code == HOME
    form = PhoneNumberFormat.NATIONAL if is_home else PhoneNumberFormat.INTERNATIONAL
    return format_number(parsed, form)
