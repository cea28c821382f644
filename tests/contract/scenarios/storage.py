"""Files, calls, speech, retention and reports."""
