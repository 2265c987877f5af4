"""Edges, searched and refined rates: the programs on losses whose answer is known."""

import numpy as np
import pytest

from lrlib.lab import edges, evidence, refined, searched, theory
from lrlib.lab.lists import judge
from lrlib.lab.shapes import curves


@pytest.fixture
def bowl(monkeypatch):
    """Residuals that are linear in two parameters: a "network" that is its own parabola."""
    monkeypatch.setattr(edges, "SIGNALS", 1)
    slopes = np.array([[2.0, 0.0], [0.0, 1.0], [0.5, 0.5]])
    return (lambda w: slopes @ w), np.array([1.0, -2.0]), slopes


def test_a_bowl_has_the_edges_of_the_theorems(bowl):
    residual, start, _ = bowl
    left = edges.of_the_parabola(residual, start)
    for name, at in edges.THEORY.items():
        assert edges.edge(left[name], edges.FINE) == pytest.approx(at, rel=0.1)
    assert edges.edge(left["constant"], edges.FINE) < edges.edge(left["cosine"], edges.FINE)


def test_runs_of_a_bowl_are_those_of_its_formula(bowl):
    import jax

    residual, start, slopes = bowl
    sharpest = np.linalg.eigvalsh(slopes.T @ slopes).max()
    with edges.doubled(jax):
        turned, many, follow = edges._followed(residual)
        v, found = turned(start, np.array([0.6, 0.8]))
        assert float(found) == pytest.approx(sharpest)
        rates = edges.SHAPES["cosine"](1.0).curve(edges.UPDATES) / sharpest
        peaks = edges.FINE[:9]
        ends = many(start, peaks[:, None] * rates) / edges._loss(residual, start)
        wanted = edges.of_the_parabola(residual, start)["cosine"][:9]
        assert np.allclose(ends, wanted, rtol=1e-8, atol=1e-25)
        _, seen = follow(start, v, rates)
        assert np.allclose(seen, sharpest)


def test_an_edge_is_where_the_first_peak_fails():
    left = np.full(len(edges.PEAKS), 0.5)
    assert edges.edge(left) == edges.PEAKS[-1]
    left[3] = np.nan  # what lies beyond a gap does not count
    assert edges.edge(left) == edges.PEAKS[2]
    left[0] = 2
    assert edges.edge(left) == 0


def test_the_stored_edges_say_what_the_chapter_says():
    assert len(edges.stored()) == len(edges.SEEDS)
    assert edges.judged() == {"S1": True, "S2": True, "S3": True, "S4": False, "S5": False}


@pytest.mark.parametrize("kind", ["easy", "hard"])
def test_no_shape_is_better_than_the_rates_found(kind):
    for steps in (300, 1000):
        case = searched.stored()[f"quadratic-{kind}", steps]
        parts = theory.parabola(f"quadratic-{kind}", 64)
        rates = np.array(case["rates"])
        assert theory.expected(rates, *parts) == pytest.approx(case["loss"], rel=0.01)
        assert theory.expected(1.2 * rates, *parts) > case["loss"]
        assert min(case["gaps"].values()) > 0


def test_the_search_comes_to_one_place():
    """From each shape that it sets out from, and to the stored one."""
    loss, rates, starts = searched.least("quadratic-easy", 300)
    assert loss == pytest.approx(searched.stored()["quadratic-easy", 300]["loss"], rel=1e-4)
    assert max(starts.values()) < 1.001 * loss and (rates >= 0).all()


def test_a_list_of_rates_is_tuned_as_a_shape_is():
    of = evidence.study("quadratic-easy", "sgd", 300)
    known = evidence.entries(of)["linear", 0.0]
    rates, _ = curves("linear", 0.0, 2 * known.rate, 300, 0.9)
    judged = judge(of._replace(tune=2, fresh=4), rates)
    assert judged.scale == pytest.approx(0.5, rel=0.25)
    assert np.mean(judged.fresh) == pytest.approx(known.fresh[:4].mean(), rel=0.1)


def test_large_gradients_at_the_start_make_a_warm_up():
    plain = refined.rates(np.ones(100))
    warm = refined.rates(np.r_[np.full(20, 3.0), np.ones(80)])
    assert plain.argmax() == 0 and warm.argmax() >= 10 and warm[0] < 0.2


def test_the_pretrained_network_knows_the_signals_and_not_the_mirrored_ones():
    from lrlib.lab.problems import PROBLEMS, pretrained

    at, turned = PROBLEMS["mlp"], PROBLEMS["finetune"]
    stored = float(at.judge(pretrained(), at.held("test")))
    assert 3 * stored < float(turned.judge(pretrained(), turned.held("test"))) and stored < 0.6


@pytest.mark.slow
def test_the_pretrained_network_comes_out_again():
    from lrlib.lab.engine import Cell, trained
    from lrlib.lab.problems import PROBLEMS, pretrained

    rates, momenta = curves("wsd", 0.1, 0.0122, 3000, 0.9)
    made = trained(Cell("mlp", "adamw", 3000, 64), rates[None], momenta[None], [7])
    at = PROBLEMS["mlp"]
    now = float(at.judge({name: value[0, 0] for name, value in made.items()}, at.held("test")))
    assert now == pytest.approx(float(at.judge(pretrained(), at.held("test"))), rel=0.05)
