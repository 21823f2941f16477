"""How the stand-ins reach the service's webhooks."""

import httpx


def one_shot_client() -> httpx.AsyncClient:
    """A client that connects anew for each webhook.

    A connection kept open may be closed by the service just as the next webhook is sent on it:
    that webhook would be lost, and neither side be to blame.
    """
    return httpx.AsyncClient(limits=httpx.Limits(max_keepalive_connections=0), trust_env=False)
