"""The lab's runs per second beside a loop of single PyTorch runs, and the share of the core's peak.

``python -m tests.benchmarks.lab`` measures one process of one thread, in CPU time, which others on
the machine disturb less than the clock on the wall. The two do the same runs: the digits network,
300 updates of plain SGD, the same weights, batches and rates.
"""

import time

import numpy as np

GOAL = 30
STEPS, PASSES = 300, 3
# multiply-adds of an update of 64-32-10 at batch 64: forward, and backward without the input's
# gradient in the first layer; two operations each
FLOPS = 2 * 64 * (2 * 64 * 32 + 3 * 32 * 10)


def best(action):
    """The least CPU time of a few passes, in seconds."""
    taken = []
    for _ in range(PASSES):
        start = time.process_time()
        action()
        taken.append(time.process_time() - start)
    return min(taken)


def peak():
    """Float32 operations a second of one core, in a product of matrices that fit its cache."""
    import torch

    torch.set_num_threads(1)
    a, b = torch.rand(512, 512), torch.rand(512, 512)
    torch.mm(a, b)
    return 20 * 2 * 512**3 / best(lambda: [torch.mm(a, b) for _ in range(20)])


def line():
    """Measured against the goal, as a line of the benchmarks."""
    from lrlib.lab import contest, engine
    from lrlib.lab.shapes import schedule

    peaks = np.geomspace(0.05, 0.8, 16)
    cell = engine.Cell("digits", "sgd", STEPS, 64)
    configs = [("linear", 0.0, float(rate)) for rate in peaks]
    engine.chunk(cell, 0, configs)  # compiles
    ours = best(lambda: engine.chunk(cell, 0, configs)) / len(configs)
    contest.train(schedule("linear", 0.5, STEPS), STEPS, 0)
    single = best(lambda: contest.train(schedule("linear", 0.5, STEPS), STEPS, 0))
    share = FLOPS * STEPS / ours / peak()
    return {
        "what": "lab: runs a second / a loop in PyTorch, a core",
        "goal": f">= {GOAL}x",
        "measured": f"{single / ours:.1f}x",
        "met": single / ours >= GOAL,
        "microseconds": [round(1e6 * ours, 1), round(1e6 * single, 1)],
        "share of peak": f"{100 * share:.0f} %",
    }


if __name__ == "__main__":
    print(line())
