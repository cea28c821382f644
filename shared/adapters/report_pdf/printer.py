"""Reports as tagged PDF, set by Typst from a template of ours with fonts of ours. Loaded when the first is printed."""

import json
from pathlib import Path

from shared.adapters.report_pdf.printable import printable
from shared.ports.printing import ReportSheet

_HERE = Path(__file__).parent


class TypstPrinter:
    """Prints by the template `report.typ`. Fonts of the machine are not used, so every machine prints the same."""

    version = "3"

    def print(self, sheet: ReportSheet) -> bytes:
        """See the port. The file claims PDF/UA-1, and Typst refuses to make one that does not keep to it."""
        import typst

        return typst.compile(
            _HERE / "report.typ",
            root=_HERE,
            font_paths=[_HERE / "fonts"],
            ignore_system_fonts=True,
            format="pdf",
            sys_inputs={"report": json.dumps(printable(sheet.model_dump(mode="json")))},
            pdf_standards="ua-1",
            timestamp=0,
        )
