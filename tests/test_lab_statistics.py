"""The lab's statistics on worked examples, its rule for rates on made-up losses."""

import numpy as np
import pytest

from lrlib.lab import evidence, published
from lrlib.lab.settings import Cell, Setting
from lrlib.lab.statistics import gap, holm, paired_p, rank_correlation
from lrlib.lab.store import Store
from lrlib.lab.studies import FRESH, Study, grid, tuning, wanted


def test_holm_by_hand():
    """Holm 1979: the smallest of m times m, the next times m - 1, never falling, at most 1."""
    assert holm([0.01, 0.02, 0.03]) == pytest.approx([0.03, 0.04, 0.04])
    assert holm([0.6, 0.5]) == [1.0, 1.0]
    assert holm([]) == []


def test_gap_covers_what_it_should():
    """Of 95 % intervals about a known ratio, about 95 % hold it; unpaired spread does no harm."""
    rng, held = np.random.default_rng(1), 0
    for _ in range(100):
        hard = rng.lognormal(0, 1.0, 40)  # how hard a seed is: the pairs share it
        found = gap(1.1 * hard * rng.lognormal(0, 0.05, 40), hard * rng.lognormal(0, 0.05, 40))
        held += found.low < 0.1 < found.high
        assert found.high - found.low < 0.15
    assert 85 <= held <= 100


def test_a_paired_test_tells():
    rng = np.random.default_rng(2)
    hard = rng.lognormal(0, 1.0, 30)
    assert paired_p(1.1 * hard * rng.lognormal(0, 0.05, 30), hard) < 0.001
    assert paired_p(hard * rng.lognormal(0, 0.05, 30), hard) > 0.01


def test_ranks_ignore_what_diverged():
    assert rank_correlation([1, 2, 3, np.inf], [10, 20, 30, 5]) == 1


STUDY = Study(Cell("mlp", "sgd", 300, 64), (("linear", 0.0),), 0.1, 4, 1, 2, 3)


def answered(best, divergence=10.0):
    """Play a study to its end on a made-up loss that is least at ``best``."""
    runs = {}
    while asked := wanted(STUDY, runs):
        assert not set(asked) & set(runs)
        for one in asked:
            loss = (
                np.exp(min(np.log(one.rate / best) ** 2, 600)) if one.rate < divergence else np.inf
            )
            runs[one] = (loss, 2 * loss)
    return runs


@pytest.mark.parametrize("best", [0.1, 0.15, 3.0, 1e-4])
def test_the_best_rate_is_found_inside(best):
    runs = answered(best)
    state = tuning(STUDY, ("linear", 0.0), runs)
    assert state.inside and state.rate == pytest.approx(best, rel=0.01)
    fresh = [one for one in runs if one.seed >= FRESH]
    assert len(fresh) == 3 and {one.rate for one in fresh} == {state.rate}


def test_a_cliff_beside_the_best_leaves_the_best_tried():
    runs = answered(best=1.0, divergence=0.5)
    state = tuning(STUDY, ("linear", 0.0), runs)
    assert state.inside and state.rate == grid(STUDY, state.best) == 0.4


def test_a_loss_that_only_falls_is_given_up():
    state = tuning(STUDY, ("linear", 0.0), answered(best=1e30, divergence=np.inf))
    assert not state.inside and state.rate is None


def test_the_published_table():
    table = published.results()
    count = len(table["loss"])
    names = "problem optimizer steps batch schedule warmup rate seed split loss".split()
    assert set(table) == set(names) and all(len(column) == count for column in table.values())
    assert not np.isnan(table["loss"]).any()
    keys = np.rec.fromarrays([table[name] for name in names[:-1]])
    assert len(np.unique(keys)) == count  # nothing twice
    assert published.PUBLISHED.stat().st_size <= 2e6
    made = published.how()
    assert {"command", "versions", "machine", "chunk plan", "seeds"} <= set(made)


def test_published_runs_come_out_again():
    """Fresh runs of stored settings: to the last bit on the same machine, else to rounding."""
    from lrlib.lab import run

    table = published.results()
    for problem, optimizer in (("mlp", "momentum"), ("convex", "adamw")):
        chosen = (table["problem"] == problem) & (table["optimizer"] == optimizer)
        chosen &= (table["steps"] == 300) & (table["batch"] == 64)
        chosen &= table["schedule"] == "linear"
        chosen &= (table["warmup"] == 0) & (table["seed"] >= FRESH) & (table["split"] == "test")
        at = np.flatnonzero(chosen)[:2]
        assert len(at) == 2
        seeds = table["seed"][at].tolist()
        found = run(problem, optimizer, "linear", float(table["rate"][at[0]]), 300, seeds)
        assert np.allclose(found[:, 1], table["loss"][at], rtol=2e-3)


def test_every_entry_reported_has_its_best_rate_inside():
    for of in evidence.cells().values():
        for entry in evidence.entries(of):
            rates, mean = evidence.curve(of, entry)
            assert 0 < mean.argmin() < len(rates) - 1


def test_what_readers_asked_for_is_compared_and_moves_nothing():
    """Each has its comparison with the default; none is an entry of what was judged before."""
    there = evidence.asked()
    assert {cell[:3] for cell in there} == {
        ("mlp", "adamw", 300),
        ("mlp", "adamw", 10_000),
        ("mlp", "momentum", 10_000),
        ("finetune", "adamw", 300),
    }
    for cell, of in there.items():
        judged = evidence.cells()[cell]
        assert (of.centre, of.tune, of.fresh) == (judged.centre, judged.tune, judged.fresh)
        assert set(evidence.entries(of)) == set(of.entries)  # the best rate inside, all seeds there
        assert not set(of.entries) & set(judged.entries)
        least = evidence.entries(judged)[evidence.reference(judged)].tuned
        for entry, known in evidence.entries(of).items():
            assert np.isfinite(evidence.compare(judged, entry, ("wsd", 0.1))).all()
            assert known.tuned > least  # protocol.md says so: they were the best nowhere
    entries = [entry for of in evidence.cells().values() for entry in of.entries]
    assert ("steps", 0.0) not in entries


def test_published_runs_are_extended(tmp_path, monkeypatch):
    """What was there comes out as it went in, and how it was made stays beside what is new."""
    one, other = (Setting("convex", "sgd", 300, 64, "linear", 0.1, 0.5, seed) for seed in (0, 1))
    path = tmp_path / "results.npz"
    store = Store(tmp_path / "first.sqlite")
    store.add([one], [(1.1, np.inf)], 16)
    published.write(store, path, 60)
    monkeypatch.setattr(published, "PUBLISHED", path)
    first = published.how(path)
    again = Store(tmp_path / "again.sqlite")
    published.restore(again, path)
    published.restore(again, path)  # a second time there is nothing to bring
    again.add([other], [(1.3, 1.4)], 16)
    published.write(again, tmp_path / "more.npz", 120, extend=True)
    made = published.how(tmp_path / "more.npz")
    assert made | {"runs": 1} == first | {"added": made["added"]} and made["runs"] == 2
    assert (made["added"][0]["runs"], made["added"][0]["CPU minutes"]) == (1, 2.0)
    more = published.read(tmp_path / "more.npz")
    assert published.read(path).items() <= more.items() and len(more) == 2


def test_the_default_trained_again_agrees_with_itself():
    """The control of the longest cells: as many seeds, other numbers, the same on average."""
    from lrlib.lab import again

    for _, optimizer, steps in again.CELLS:
        stored = evidence.losses(evidence.study("mlp", optimizer, steps), again.DEFAULT)
        assert len(again.losses(optimizer)) == len(stored)
        assert np.abs(np.log(again.losses(optimizer) / stored)).max() > 0.03  # rounding grew
        found = again.itself(optimizer)
        assert found.low < 0 < found.high
