"""Runs the Rasa server on loopback: `python -m server --model FILE --port N`.

The token, the database and the actions' address come from the environment (`ENLACE_RASA_TOKEN`,
`ENLACE_DATABASE_URL`, `ENLACE_ACTIONS_URL`), so that they show in no list of processes.
"""

from __future__ import annotations

import argparse
import gc
import os
from functools import partial

from rasa.core.constants import DEFAULT_KEEP_ALIVE_TIMEOUT
from rasa.core.run import close_resources, configure_app, load_agent_on_start
from rasa.core.utils import AvailableEndpoints
from rasa.utils.endpoints import EndpointConfig
from sanic import Sanic

from server import graph_runner, parent, remote_action, tracker_store
from server.input_channel import EnlaceInput
from server.quiet import log_only_errors


def main() -> None:
    """Reads the arguments and serves until stopped."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", required=True, help="the trained model, a .tar.gz")
    parser.add_argument("--port", type=int, required=True)
    arguments = parser.parse_args()
    log_only_errors()
    parent.end_with_parent()
    remote_action.install()
    tracker_store.install()
    graph_runner.install()
    token = os.environ["ENLACE_RASA_TOKEN"]
    actions = remote_action.ActionEndpoint(
        os.environ["ENLACE_ACTIONS_URL"], headers={"Authorization": f"Bearer {token}"}
    )
    endpoints = AvailableEndpoints(
        action=actions,
        tracker_store=EndpointConfig(
            type="server.tracker_store.TurnTrackerStore", url=os.environ["ENLACE_DATABASE_URL"]
        ),
    )
    app = configure_app([EnlaceInput(token)], enable_api=False, endpoints=endpoints)
    app.register_listener(
        partial(load_agent_on_start, arguments.model, endpoints, None), "before_server_start"
    )
    app.register_listener(_warm_up, "before_server_start")
    app.register_listener(_set_aside_what_stays, "before_server_start")
    app.register_listener(close_resources, "after_server_stop")
    app.register_listener(actions.close, "after_server_stop")
    # Longer than a worker keeps a connection that it does not use: none ends under a request.
    app.config.KEEP_ALIVE_TIMEOUT = DEFAULT_KEEP_ALIVE_TIMEOUT
    app.run(host="127.0.0.1", port=arguments.port, access_log=False)


async def _warm_up(app: Sanic, *_: object) -> None:
    """Reads the lists of words, for which every first message waited 0.4 s."""
    await app.ctx.agent.parse_message("hola")


async def _set_aside_what_stays(*_: object) -> None:
    """Leaves Rasa and the model out of every later garbage collection.

    Going through all of them stops every turn for 300 ms.
    """
    gc.collect()
    gc.freeze()


if __name__ == "__main__":
    main()
