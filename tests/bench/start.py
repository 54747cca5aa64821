"""What does a whole `talks ask` cost, beside a Python that only imports numpy? Medians of one run."""

import statistics
import subprocess
import sys
import time

RUNS = 31
COMMANDS = {
    "import numpy": [sys.executable, "-c", "import numpy"],
    "talks ask": [sys.executable, "-m", "bot", "ask", "how many Kazakhs study in Russia?"],
}


def seconds(command: list[str]) -> float:
    """How long ``command`` takes, from its start to its end."""
    start = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - start


if __name__ == "__main__":
    taken: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for _ in range(RUNS):  # interleaved: a noisy machine is noisy for both
        for name, command in COMMANDS.items():
            taken[name].append(seconds(command))
    medians = {name: statistics.median(times) for name, times in taken.items()}
    for name, median in medians.items():
        print(f"{name:14} {median * 1000:6.0f} ms, median of {RUNS}")
    print(f"{'ratio':14} {medians['talks ask'] / medians['import numpy']:6.2f}")
