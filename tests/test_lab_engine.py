"""The lab's engine against plain loops in PyTorch, and its sweeps against a sudden end."""

import os
import signal
import subprocess
import sys
import time

import numpy as np
import pytest

from lrlib.lab import contest, data
from lrlib.lab.engine import chunk, run, trained
from lrlib.lab.optimizers import MOMENTUM
from lrlib.lab.problems import PROBLEMS, minimum
from lrlib.lab.settings import Cell, Setting, batch_of
from lrlib.lab.shapes import SHAPES, curves, schedule
from lrlib.lab.store import Store
from lrlib.lab.sweep import plan

STEPS = 100


def torch_run(problem, optimizer, rates, momenta, seed):
    """One run in PyTorch, of the same start and batches: parameters after the last update."""
    import torch

    at = PROBLEMS[problem]
    params = {
        name: torch.tensor(value, requires_grad=True) for name, value in at.init(seed).items()
    }
    made = {
        "sgd": lambda: torch.optim.SGD(params.values(), lr=1.0),
        "momentum": lambda: torch.optim.SGD(params.values(), lr=1.0, momentum=MOMENTUM),
        "adamw": lambda: torch.optim.AdamW(params.values(), lr=1.0, weight_decay=0.01),
    }[optimizer]()
    x, label = (torch.from_numpy(np.asarray(array)) for array in at.data())
    for row, rate, momentum in zip(at.stream(seed, len(rates), batch_of(problem)), rates, momenta):
        group = made.param_groups[0]
        group["lr"] = float(rate)
        if "betas" in group:
            group["betas"] = (float(momentum), 0.999)
        elif optimizer == "momentum":
            group["momentum"] = float(momentum)
        made.zero_grad()
        hidden = x[torch.from_numpy(row)]
        for i in range(2):
            hidden = torch.relu(hidden @ params[f"w{i}"] + params[f"b{i}"])
        scores = hidden @ params["w2"] + params["b2"]
        wanted = label[torch.from_numpy(row)].long()
        torch.nn.functional.cross_entropy(scores, wanted).backward()
        made.step()
    return {name: value.detach().numpy() for name, value in params.items()}


@pytest.mark.parametrize("optimizer, peak", [("sgd", 0.2), ("momentum", 0.02), ("adamw", 0.003)])
@pytest.mark.parametrize("shape", ["linear", "1cycle-torch-momentum"])
def test_the_same_as_a_single_run_in_torch(optimizer, peak, shape):
    cell = Cell("mlp", optimizer, STEPS, 64)
    pairs = [curves(shape, 0.0, peak * factor, STEPS, MOMENTUM) for factor in (0.25, 1.0)]
    rates, momenta = map(np.array, zip(*pairs))
    together = trained(cell, rates, momenta, [0, 5])
    alone = torch_run("mlp", optimizer, rates[1], momenta[1], seed=5)
    start = PROBLEMS["mlp"].init(5)
    for name, value in alone.items():
        moved = np.abs(value - start[name]).max()
        off = np.abs(np.asarray(together[name])[1, 1] - value).max()
        assert off < (2e-3 if optimizer == "adamw" else 1e-4) * moved, name


def test_digits_are_those_of_the_contest():
    """Same weights, same batches, same held-out images as the loop in PyTorch."""
    (_, validation, test) = contest.splits()
    judge = contest.train(schedule("linear", 0.5, STEPS), STEPS, seed=3)
    ours = run("digits", "sgd", "linear", 0.5, STEPS, seeds=[3])[0]
    assert ours == pytest.approx([judge(*validation)[0], judge(*test)[0]], rel=1e-4)


def test_a_run_does_not_depend_on_its_company():
    cell, configs = Cell("mlp", "adamw", STEPS, 64), [("linear", 0.1, 0.01), ("cosine", 0.0, 0.02)]
    alone = [chunk(cell, 2, [config])[0] for config in configs]
    assert np.array_equal(chunk(cell, 2, configs), alone)
    assert np.array_equal(chunk(cell, 2, configs[::-1]), alone[::-1])
    assert not np.array_equal(chunk(cell, 3, configs), alone)


def test_a_diverged_run_is_infinite():
    assert run("quadratic-easy", "sgd", "constant", 50.0, 300, seeds=[0]).tolist() == [[np.inf] * 2]


def test_segments_do_not_show():
    """A length that is no multiple of a segment trains as long as it says."""
    cell = Cell("quadratic-easy", "sgd", 150, 64)
    rates = np.full((1, 150), 0.01)
    x = np.asarray(trained(cell, rates, rates, [0])["x"])[0, 0]
    at = PROBLEMS["quadratic-easy"]
    by_hand, curvature = at.init(0)["x"].astype(float), at.data()
    for noise in at.stream(0, 150, 64):
        by_hand = by_hand - 0.01 * (curvature * by_hand + noise)
    assert np.allclose(x, by_hand, rtol=1e-4, atol=1e-5)


def test_the_convex_excess_is_exact():
    """Nothing is below the minimum, and full gradient steps come near it."""
    import jax

    at = PROBLEMS["convex"]
    pool, held = at.data(), at.held("test")
    grad = jax.jit(jax.grad(lambda params: at.loss(params, pool)))
    params = at.init(0)
    for _ in range(600):
        params = jax.tree.map(lambda p, g: p - 1.0 * g, params, grad(params))
    excess = float(at.judge(params, held))
    assert 0 < excess < 0.02
    assert float(at.judge(at.init(0), held)) == pytest.approx(np.log(10) - minimum(), rel=1e-5)


def test_signals_are_distributed_as_the_package_makes_them():
    """Mean, spread and correlation along the signal, digit by digit, against `mnist1d`."""
    import mnist1d

    args = mnist1d.get_dataset_args()
    args.num_samples = 20_000
    theirs = mnist1d.data.make_dataset(args)
    x, digit = data.signals(40_000, seed=7)
    them, labels = np.concatenate([theirs["x"], theirs["x_test"]]), np.concatenate(
        [theirs["y"], theirs["y_test"]]
    )  # fmt: skip
    for d in range(10):
        a, b = x[digit == d], them[labels == d]
        assert np.abs(a.mean(0) - b.mean(0)).max() < 0.15
        assert np.abs(a.std(0) - b.std(0)).max() < 0.1
        steps = [np.diff(part, axis=1).std(0) for part in (a, b)]
        assert np.abs(steps[0] - steps[1]).max() < 0.08
    other = np.abs(x[digit == 1].mean(0) - them[labels == 7].mean(0)).max()
    assert other > 0.3  # the check can tell two digits apart


def test_every_shape_is_a_schedule_of_its_peak():
    assert len(SHAPES) >= 12
    for name, shape in SHAPES.items():
        rates, momenta = curves(name, 0.0, 0.5, 300, MOMENTUM)
        assert rates.shape == momenta.shape == (300,)
        assert 0.45 < np.abs(rates).max() <= 0.5 + 1e-12, name
        assert (momenta != MOMENTUM).any() == (shape.momentum is not None)


# -- sweeps ---------------------------------------------------------------------------------------

SETTINGS = [
    Setting("quadratic-easy", "sgd", 300, 64, "linear", 0.0, 0.001 * (i + 1), seed)
    for i in range(64)
    for seed in range(10)
]
SWEEP = """
import sys, time
from lrlib.lab import engine, store, sweep
from tests.test_lab_engine import SETTINGS
work = sweep.work
sweep.work = lambda part: (time.sleep(0.05), work(part))[1]
s = store.Store(sys.argv[1])
print("ready", flush=True)
print("ran", sweep.sweep(SETTINGS, s), flush=True)
"""


def test_sigkill_loses_at_most_a_chunk_and_repeats_none(tmp_path):
    path = tmp_path / "runs.sqlite"
    command = [sys.executable, "-c", SWEEP, str(path)]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert child.stdout.readline() == "ready\n"
    store = Store(path)
    deadline = time.monotonic() + 60
    while len(store.runs()) < 100 and time.monotonic() < deadline:
        time.sleep(0.02)
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    kept = len(store.runs())
    assert 100 <= kept < len(SETTINGS) and kept % 16 == 0  # whole chunks
    again = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout
    assert again.split() == ["ready", "ran", str(len(SETTINGS) - kept)]
    runs = store.runs()
    assert set(runs) == set(SETTINGS)
    fresh = {s: tuple(chunk(s.cell, s.seed, [s[4:7]])[0]) for s in SETTINGS[::97]}
    assert all(runs[s] == loss for s, loss in fresh.items())


def test_the_store_refuses_a_second_result(tmp_path):
    import sqlite3

    store = Store(tmp_path / "runs.sqlite")
    store.add(SETTINGS[:2], [(1.0, 2.0)] * 2, plan=16)
    with pytest.raises(sqlite3.IntegrityError):
        store.add(SETTINGS[1:3], [(1.0, 2.0)] * 2, plan=16)
    assert len(store.runs()) == 2  # and not the half of the second chunk
    with pytest.raises(ValueError, match="NaN"):
        store.add(SETTINGS[4:5], [(float("nan"), 1.0)], plan=16)


def test_plans_hold_one_seed_and_at_most_a_chunk():
    parts = plan(SETTINGS)
    assert sum(map(len, parts)) == len(SETTINGS)
    assert all(len(part) <= 16 and len({s.seed for s in part}) == 1 for part in parts)


def test_dask_goes_on_when_a_worker_is_killed(tmp_path):
    """Two worker processes on localhost, one killed in mid-run: all results, none twice."""
    distributed = pytest.importorskip("distributed", reason="pip install 'lrlib[lab]'")
    from lrlib.lab import sweep

    with distributed.LocalCluster(
        2, threads_per_worker=1, dashboard_address=None, host="127.0.0.1"
    ) as cluster:
        store = Store(tmp_path / "runs.sqlite")
        victim = next(iter(cluster.workers.values()))

        class Bar:
            done = 0

            def update(self, n):
                self.done += n
                if self.done - n < 200 <= self.done:
                    os.kill(victim.process.process.pid, signal.SIGKILL)

        bar = Bar()
        ran = sweep.sweep(SETTINGS, store, dask=cluster.scheduler_address, bar=bar)
        assert ran == bar.done == len(SETTINGS)
        assert set(store.runs()) == set(SETTINGS)


def test_accuracies_are_of_the_trained_networks():
    """A short run names more signals than chance would, and the gaps are those of the shares."""
    from lrlib.lab import accuracy

    entries = [("wsd", 0.1), ("constant", 0.0)]
    found = accuracy.shares("mlp", "adamw", 300, entries, seeds=3)
    assert found.shape == (3, 2) and (found > 0.3).all() and (found < 0.9).all()
    none, behind = accuracy.behind(found)
    assert tuple(none) == (0, 0, 0)
    assert behind.low <= behind.value <= behind.high
    assert behind.value == pytest.approx((found[:, 0] - found[:, 1]).mean())
    with pytest.raises(ValueError, match="problem must be a network on signals, got 'convex'"):
        accuracy.shares("convex", "sgd", 300, entries)
