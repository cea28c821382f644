"""The funnel as a picture that also reads aloud: SVG with a title and a description, in colours that all can tell."""

from html import escape

from shared.analytics.models import Funnel, FunnelStage

_WIDTH, _LABELS, _BARS, _ROW, _TOP = 720, 130, 380, 44, 56
_INK, _BAR, _LIGHT = "#1a1a1a", "#1f5fa8", "#e6ecf3"


def funnel_picture(funnel: Funnel) -> str:
    """A bar for each stage, as long as its share of the total, with its number beside it."""
    height = _TOP + _ROW * len(funnel.stages) + 40
    bars = "".join(_bar(stage, _TOP + _ROW * at) for at, stage in enumerate(funnel.stages))
    spoken = "; ".join(f"{_name(stage)}: {_numbers(stage)}" for stage in funnel.stages)
    foot = f"{funnel.rejected:,} rejected of {funnel.total:,}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="funnel-title funnel-numbers" '
        f'viewBox="0 0 {_WIDTH} {height}" font-family="system-ui, sans-serif" font-size="15" fill="{_INK}">'
        f'<title id="funnel-title">{escape(_title(funnel))}</title>'
        f'<desc id="funnel-numbers">{escape(spoken)}; {escape(foot)}.</desc>'
        f'<rect width="{_WIDTH}" height="{height}" fill="#ffffff"/>'
        f'<g aria-hidden="true"><text x="16" y="32" font-size="18">{escape(_title(funnel))}</text>{bars}'
        f'<text x="16" y="{height - 16}">{escape(foot)}</text></g></svg>'
    )


def _bar(stage: FunnelStage, top: int) -> str:
    length = round(_BARS * (stage.percentage or 0) / 100)
    middle = top + 20
    return (
        f'<text x="16" y="{middle}">{escape(_name(stage))}</text>'
        f'<rect x="{_LABELS}" y="{top}" width="{_BARS}" height="28" rx="3" fill="{_LIGHT}"/>'
        f'<rect x="{_LABELS}" y="{top}" width="{length}" height="28" rx="3" fill="{_BAR}"/>'
        f'<text x="{_LABELS + _BARS + 12}" y="{middle}">{escape(_numbers(stage))}</text>'
    )


def _name(stage: FunnelStage) -> str:
    return stage.stage.capitalize()


def _numbers(stage: FunnelStage) -> str:
    share = "" if stage.percentage is None else f" ({stage.percentage:g} %)"
    return f"{stage.count:,}{share}"


def _title(funnel: Funnel) -> str:
    of = "applications for the job" if funnel.job_id else "candidates"
    # XML has no way to write control characters.
    department = "".join(filter(str.isprintable, funnel.department or ""))
    where = f" of {department[:40]}" if department else ""
    when = f" who came in {funnel.period}" if funnel.period else ""
    return f"How far {of}{where}{when} came"
