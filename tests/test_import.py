"""`import lrlib` is light: nothing but the standard library, and little of that."""

import subprocess
import sys

import pytest

HEAVY = set(
    "numpy scipy sympy mpmath flint z3 matplotlib pandas sklearn torch tensorflow keras "
    "mlx jax optax deepspeed dataclasses typing inspect".split()
)


def modules_after(statement: str) -> set[str]:
    code = f"import sys\n{statement}\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_bare_import_pulls_in_nothing_heavy():
    loaded = modules_after("import lrlib")
    assert "lrlib.schedules" in loaded
    assert not (loaded - modules_after("")) & HEAVY


def test_using_a_schedule_on_numbers_pulls_in_nothing_heavy():
    loaded = modules_after("import lrlib; lrlib.CyclicExponentialDecay(0.1, 0.01, 10)(3)")
    assert not (loaded - modules_after("")) & HEAVY


def test_numpy_is_loaded_when_a_curve_is_asked_for():
    loaded = modules_after("import lrlib; lrlib.OneCycle(0.01, 0.1, 10).curve(3)")
    assert "numpy" in loaded and not loaded & {"torch", "sympy", "matplotlib"}


def test_a_module_of_lrlib_is_imported_when_it_is_asked_for():
    loaded = modules_after("import lrlib; lrlib.spec.parse('Cosine(0.1, 9)')")
    assert "lrlib.spec" in loaded and "lrlib.torch" not in loaded
    assert "torch" in modules_after("import lrlib; lrlib.torch.Scheduler")


def test_an_unknown_name_is_an_attribute_error():
    import lrlib

    with pytest.raises(AttributeError, match="module 'lrlib' has no attribute 'Sine'"):
        lrlib.Sine  # noqa: B018
    assert not hasattr(lrlib, "tensorflow")


def test_every_module_can_be_asked_for():
    import pkgutil

    import lrlib

    found = {module.name for module in pkgutil.iter_modules(lrlib.__path__)}
    assert found - {"__main__"} <= {*lrlib._MODULES, "schedules"}


def test_a_missing_framework_names_the_extra_that_brings_it():
    code = "import sys; sys.modules['jax'] = None; import lrlib; lrlib.jax"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert 'ImportError: jax is missing; it comes with the extra "jax" of lrlib' in done.stderr
