"""What the stored results say, as text: ``python -m lrlib.lab report``."""

from __future__ import annotations

from lrlib.lab import evidence, published, told, verdicts

__all__ = ["report"]


def report() -> str:
    """How the results were made, each cell's gaps to the best, the default, the hypotheses."""
    lines = [f"{name}: {value}" for name, value in published.how().items()]
    for cell, of in evidence.cells().items():
        missing = [entry for entry in of.entries if entry not in evidence.entries(of)]
        lines += ["", f"{evidence.named(cell)} ({of.tune} tuning seeds, {of.fresh} fresh)"]
        if cell.problem.startswith("ripples"):  # a share, which may be 0: no ratio to the best
            found = sorted(evidence.entries(of).items(), key=lambda item: item[1].fresh.mean())
            for entry, known in found:
                words = f"{known.rate:9.3g}  {known.fresh.mean():.3f} missed"
                lines.append(f"  {evidence.label(entry):42} {words}")
            continue
        for entry, gap in evidence.gaps(of).items():
            words = f"{evidence.entries(of)[entry].rate:9.3g}  {told.percent(gap)}"
            width = evidence.width(of, entry)
            lines.append(f"  {evidence.label(entry):42} {words}  within 5 % over {width:.1f}x")
        if missing:
            names = ", ".join(evidence.label(entry) for entry in missing)
            lines.append(f"  no result, or the best rate not inside: {names}")
    entry, cell, gap = evidence.default()
    for asked in evidence.asked().values():
        of = evidence.study(*asked.cell)
        title = f"{evidence.named(of.cell)}: asked for later, against {evidence.label(entry)}"
        lines += ["", title]
        for one, known in evidence.entries(asked).items():
            words = told.percent(evidence.compare(of, one, entry))
            lines.append(f"  {evidence.label(one):42} {known.rate:9.3g}  {words}")
    words = f"{evidence.label(entry)}, at most {told.percent(gap)} on {evidence.named(cell)}"
    lines += ["", f"default: {words}", ""]
    for v in verdicts.verdicts():
        claim = verdicts.HYPOTHESES[v.name].claim
        where = f"{evidence.named(v.cell)}: {told.percent(v.gap)}, p = {v.p:.4f}"
        lines.append(f"{v.verdict:12} {v.name:5} {claim}; {where}")
    return "\n".join(lines)
