"""Prints every route of the API: `python -m tools.routes`."""

from collections.abc import Iterator, Sequence

from functions.capabilities import ENDPOINTS

HEADINGS = ("METHOD", "PATH", "FUNCTION", "PERMISSION", "RATE", "PROFILE")


def rows() -> Iterator[tuple[str, ...]]:
    """One row a route, in the order of the documentation. A rate of `-` is counted by the operation itself."""
    for endpoint in ENDPOINTS:
        rate = endpoint.rate.value if endpoint.rate else "-"
        for route in endpoint.routes:
            function = endpoint.function_name(route)
            yield route.method, route.path, function, endpoint.access.name, rate, route.profile.value


def table(lines: Sequence[tuple[str, ...]]) -> str:
    """The rows as text, in columns."""
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines
    )


if __name__ == "__main__":
    print(table([HEADINGS, *rows()]))
