"""What the first tagged article costs beyond ``import stanza``."""

from __future__ import annotations

import sys

from benchmarks.measuring import Command, run_command, show

__all__ = ["start_up"]


def start_up(rounds: int) -> None:
    """Time and memory until an article is tagged, in the library and on the command line."""
    bare = _python("-c", "import stanza", rounds=rounds)
    library = _python("-c", "import geotag; geotag.load().tag('انسحبت القوات من آغدام وفضولي')", rounds=rounds)
    command = _python("-m", "geotag", "tag", "examples/derna-flood.txt", rounds=rounds)
    for name, cost in (("first article in the library", library), ("`geotag tag` of one article", command)):
        show(
            f"{name} / `import stanza`",
            f"time {cost.wall / bare.wall:.2f}, processor time {cost.processor / bare.processor:.2f}, "
            f"memory {cost.parent / bare.parent:.2f}",
        )
    show("`import stanza`", f"{bare.processor:.1f} s of processor time, {bare.parent / 1e6:.0f} MB")


def _python(*arguments: str, rounds: int) -> Command:
    """The cheapest of several runs of a fresh Python."""
    return min((run_command([sys.executable, *arguments]) for _ in range(rounds)), key=lambda cost: cost.processor)
