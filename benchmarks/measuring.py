"""Timing in pairs, and memory in processes of its own."""

import gc
import json
import os
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[1]


class Row(NamedTuple):
    """One line of the table of results.

    `ratio` is the library's time over that of the reference, or, where the limit says how many
    times faster it has to be, the reference's over the library's. `peak_bytes` is what is
    allocated at the peak of the call over what was there before it, the result included.
    """

    name: str
    shape: str
    quantity: str
    seconds: float
    reference: str = ""
    reference_seconds: float | None = None
    ratio: float | None = None
    limit: str = ""
    met: bool | None = None
    peak_bytes: int | None = None


def time_once(call: Callable[[], Any]) -> float:
    """Processor time of one call; what it returns is dropped at once.

    Other processes take turns with this one on a busy machine: processor time does not count
    their turns. With one thread (see `run_child`) and nothing to wait for, it is the time that
    passes on a quiet machine.
    """
    start = time.process_time()
    result = call()
    seconds = time.process_time() - start
    del result
    return seconds


def time_pair(
    measured: Callable[[], Any], reference: Callable[[], Any], *, repeats: int
) -> tuple[float, float, float]:
    """Time both by turns; give the best of each, and their ratio.

    What else runs on the machine only ever adds time: the best of several is nearest to what the
    code itself takes. The turns change order, so that neither always comes second.
    """
    times: tuple[list[float], list[float]] = ([], [])
    gc.collect()
    gc.disable()
    try:
        for turn in range(repeats):
            for which in (0, 1) if turn % 2 == 0 else (1, 0):
                times[which].append(time_once((measured, reference)[which]))
    finally:
        gc.enable()
    best = min(times[0]), min(times[1])
    return *best, best[0] / best[1]


def measure_memory(call: Callable[[], Any]) -> tuple[int, Any]:
    """Bytes allocated at the peak of a call, over those before it, by tracemalloc.

    numpy reports its arrays to tracemalloc, so the figure is exact and the same in every run;
    compiled code that allocates by itself (numba) is not seen. Tracing slows Python down: times
    are taken in other calls.
    """
    gc.collect()
    tracemalloc.start()
    result = call()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak, result


def run_child(name: str, *, one_thread: bool) -> list[dict[str, Any]]:
    """Run one group of benchmarks in a process of its own, with one thread or as users have it."""
    command = [sys.executable, "-m", "benchmarks", name]
    threads = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "NUMBA_NUM_THREADS"), "1")
    environment = {**os.environ, "PYTHONWARNINGS": "ignore"} | (threads if one_thread else {})
    found = subprocess.run(
        command, cwd=ROOT, env=environment, check=False, capture_output=True, text=True
    )
    if found.returncode:
        raise RuntimeError(f"benchmark {name} failed:\n{found.stderr[-4000:]}")
    return list(json.loads(found.stdout.splitlines()[-1]))


def time_process(command: Sequence[str]) -> tuple[float, int]:
    """Seconds of a process from start to end, and the most memory that it held (bytes)."""
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}")
    # Linux counts in kilobytes, macOS in bytes.
    return seconds, usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
