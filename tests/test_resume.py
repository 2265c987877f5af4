"""Killed half-way and started again, a job ends with the same weights, bit for bit."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

JOBS = Path(__file__).parent / "resume"
UPDATES, DIE_AT, LAST_SAVED = 30, 18, 16
TORCHRUN = ["-m", "torch.distributed.run", "--standalone", "--nproc_per_node=2"]


def run(command, folder, *numbers):
    folder.mkdir(exist_ok=True)
    return subprocess.run(
        [sys.executable, *command, str(folder), *map(str, numbers)],
        capture_output=True,
        text=True,
        timeout=120,
        env=os.environ | {"OMP_NUM_THREADS": "1"},
    )


def rates(folder, rank):
    lines = (folder / f"rates-{rank}.jsonl").read_text().splitlines()
    return [tuple(json.loads(line)) for line in lines]


def weights(folder):
    if (folder / "weights.pt").exists():
        return torch.load(folder / "weights.pt", weights_only=True)
    return dict(np.load(folder / "weights.npz"))


@pytest.mark.parametrize(
    ("command", "ranks"),
    [
        ([*TORCHRUN, str(JOBS / "ddp.py")], 2),
        ([str(JOBS / "keras_job.py")], 1),
        ([str(JOBS / "mlx_job.py")], 1),
    ],
    ids=["torch DDP", "Keras", "MLX"],
)
def test_a_killed_job_ends_with_the_same_weights(command, ranks, tmp_path):
    whole, broken = tmp_path / "whole", tmp_path / "broken"
    done = run(command, whole, UPDATES)
    assert done.returncode == 0, done.stderr[-3000:]
    killed = run(command, broken, UPDATES, DIE_AT)
    assert killed.returncode != 0 and not any(broken.glob("weights.*"))
    again = run(command, broken, UPDATES)
    assert again.returncode == 0, again.stderr[-3000:]

    expected, ended = weights(whole), weights(broken)
    assert expected.keys() == ended.keys()
    for name in expected:
        assert np.array_equal(np.asarray(expected[name]), np.asarray(ended[name])), name

    logged = rates(whole, 0)
    assert [update for update, _ in logged] == list(range(UPDATES))
    for rank in range(ranks):
        assert rates(whole, rank) == logged  # the same on every rank
        before, after = np.split(rates(broken, rank), [LAST_SAVED - UPDATES])
        assert [tuple(line) for line in before] == logged[: len(before)]
        assert [tuple(line) for line in after] == logged[LAST_SAVED:]
        assert LAST_SAVED < len(before) <= DIE_AT


def test_a_sharded_job_resumes_from_a_distributed_checkpoint_with_a_longer_schedule(tmp_path):
    done = run([*TORCHRUN, str(JOBS / "fsdp.py")], tmp_path)
    assert done.returncode == 0, done.stderr[-3000:]
    for rank in (0, 1):
        used, expected = json.loads((tmp_path / f"rates-{rank}.json").read_text())
        assert used == expected


def test_accelerate_in_two_processes(tmp_path):
    """A prepared scheduler steps once per process at each update, unless batches are split."""
    pytest.importorskip("accelerate", reason="Accelerate is not installed")
    done = run([*TORCHRUN, str(JOBS / "accelerated.py")], tmp_path)
    assert done.returncode == 0, done.stderr[-3000:]
    for rank in (0, 1):
        steps = json.loads((tmp_path / f"steps-{rank}.json").read_text())
        assert steps == {"unprepared": 6, "prepared": 12, "prepared, split batches": 6}
