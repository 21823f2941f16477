"""Understands texts outside a conversation: JSON lines `{"text"}` in, Rasa's parse out.

`python -m server.parse --model FILE`; each answer also carries `ms`, the time it took.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import time

from rasa.core.agent import Agent

from server.input_channel import plain_text
from server.quiet import log_only_errors

KEPT = ("intent", "entities")


async def parse_lines(model: str) -> None:
    """Answers each line of standard input with one on standard output."""
    agent = Agent.load(model)
    await agent.parse_message("warm up")
    for line in sys.stdin:
        text = json.loads(line)["text"]
        begun = time.perf_counter()
        parsed = await agent.parse_message(plain_text(text))
        ms = (time.perf_counter() - begun) * 1000
        answer = {"text": text, **{name: parsed[name] for name in KEPT}, "ms": round(ms, 3)}
        print(json.dumps(answer, ensure_ascii=False), flush=True)


def main() -> None:
    """Reads the arguments and answers until standard input ends."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", required=True)
    arguments = parser.parse_args()
    log_only_errors()
    asyncio.run(parse_lines(arguments.model))


if __name__ == "__main__":
    main()
