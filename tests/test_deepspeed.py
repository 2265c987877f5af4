"""DeepSpeed: the scheduler inside its engine, and the configuration it writes.

An engine belongs to a process group, so it gets a process of its own: run as a script, this
file trains one and prints the rates used as JSON.
"""

import json
import os
import socket
import subprocess
import sys

import pytest

import lrlib
from lrlib.deepspeed import config

TRIANGLE = lrlib.OneCycle(0.01, 0.1, total_steps=6, pct_start=1 / 3)
UPDATES = 10


@pytest.fixture(scope="module")
def used(tmp_path_factory):
    pytest.importorskip("deepspeed", reason="DeepSpeed has no build for this platform")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {
        "MASTER_ADDR": "127.0.0.1",
        "MASTER_PORT": str(port),
        "RANK": "0",
        "LOCAL_RANK": "0",
        "WORLD_SIZE": "1",
        "DS_ACCELERATOR": "cpu",
    }
    file = tmp_path_factory.mktemp("deepspeed") / "used.json"
    done = subprocess.run(
        [sys.executable, __file__, str(file)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=600,  # DeepSpeed compiles an operation of its own first
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(file.read_text())


@pytest.mark.parametrize("how", ["plain", "zero", "resumed"])
def test_the_rate_used_is_the_schedule_s_under_accumulation(used, how):
    assert used[how] == [TRIANGLE(i) for i in range(UPDATES)]


def test_resuming_with_a_longer_schedule_uses_it_at_once(used):
    longer = TRIANGLE.replace(total_steps=9)
    assert used["longer"] == [longer(i) for i in range(4, UPDATES)]


def test_the_configuration_gives_the_same_rates(used):
    assert used["config"] == pytest.approx([TRIANGLE(i) for i in range(UPDATES)], abs=1e-15)


def test_the_configuration_is_plain_json():
    written = config(TRIANGLE)
    assert json.loads(json.dumps(written)) == written
    assert written["scheduler"]["type"] == "OneCycle"


@pytest.mark.parametrize(
    "schedule",
    [
        lrlib.ExponentialDecay(0.1, 0.01),
        TRIANGLE.replace(anneal="cosine"),
        TRIANGLE.replace(lr_final=0.001),
        TRIANGLE.replace(three_phase=True),
        lrlib.Triangular(0.01, 0.1, 10),
        lrlib.warmup(TRIANGLE, 5),
    ],
    ids=lambda schedule: type(schedule).__name__,
)
def test_no_configuration_where_deepspeed_has_no_equivalent(schedule):
    with pytest.raises(ValueError, match=r"has no other equivalent, got .*Scheduler") as error:
        config(schedule)
    assert repr(schedule) in str(error.value)


def test_bad_input():
    with pytest.raises(TypeError, match=r"schedule must be an lrlib schedule, got 0\.1"):
        config(0.1)


# -- the training process ----------------------------------------------------------------------


def main(file):
    import warnings
    from pathlib import Path

    import deepspeed
    import torch

    from lrlib.torch import Scheduler

    def engine(schedule=None, **options):
        torch.manual_seed(0)
        model = torch.nn.Linear(2, 1)
        options |= {
            "train_micro_batch_size_per_gpu": 1,
            "gradient_accumulation_steps": 2,
            "optimizer": {"type": "Adam", "params": {"lr": 0.5, "torch_adam": True}},
        }
        make = schedule and (lambda optimizer: Scheduler(optimizer, schedule))
        parameters = model.parameters()
        return deepspeed.initialize(
            model=model, model_parameters=parameters, config=options, lr_scheduler=make
        )[0]

    def train(engine, updates):
        used = []
        for _ in range(2 * updates):
            engine.backward(engine(torch.ones(1, 2)).sum())
            if engine.is_gradient_accumulation_boundary():
                used.append(engine.optimizer.param_groups[0]["lr"])
            engine.step()
        return used

    deepspeed.init_distributed("gloo")
    folder = str(Path(file).parent)
    used = {
        "plain": train(engine(TRIANGLE), UPDATES),
        "zero": train(engine(TRIANGLE, zero_optimization={"stage": 1}), UPDATES),
        "config": train(engine(**config(TRIANGLE)), UPDATES),
    }
    first = engine(TRIANGLE)
    before = train(first, 4)
    first.save_checkpoint(folder)
    second = engine(TRIANGLE)
    second.load_checkpoint(folder)
    used["resumed"] = before + train(second, UPDATES - 4)
    longer = engine(TRIANGLE.replace(total_steps=9))
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        longer.load_checkpoint(folder)
    assert any("the checkpoint's schedule was" in str(warning.message) for warning in heard)
    used["longer"] = train(longer, UPDATES - 4)
    Path(file).write_text(json.dumps(used))


if __name__ == "__main__":
    main(sys.argv[1])
