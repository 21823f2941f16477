"""When a license may be renewed."""

from datetime import datetime, timedelta

from bot.services.content import LicenseProgram


def renewal_opens(program: LicenseProgram, ends_at: datetime) -> datetime:
    """From when on a license that ends then may be renewed."""
    return ends_at - timedelta(days=program.renewal_days)
