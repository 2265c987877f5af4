"""`import lrlib` is light: nothing but the standard library, and little of that."""

import subprocess
import sys

HEAVY = set(
    "numpy scipy sympy mpmath flint z3 matplotlib pandas sklearn torch tensorflow keras "
    "mlx jax optax deepspeed dataclasses".split()
)


def modules_after(statement: str) -> set[str]:
    code = f"import sys\n{statement}\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_bare_import_pulls_in_nothing_heavy():
    loaded = modules_after("import lrlib")
    assert "lrlib.schedules" in loaded
    assert not loaded & HEAVY


def test_using_a_schedule_on_numbers_pulls_in_nothing_heavy():
    loaded = modules_after("import lrlib; lrlib.CyclicExponentialDecay(0.1, 0.01, 10)(3)")
    assert not loaded & HEAVY


def test_numpy_is_loaded_when_a_curve_is_asked_for():
    loaded = modules_after("import lrlib; lrlib.OneCycle(0.01, 0.1, 10).curve(3)")
    assert "numpy" in loaded and not loaded & (HEAVY - {"numpy"})
