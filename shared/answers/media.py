"""What a recording is, told from its first bytes and never from its name."""

from collections.abc import Callable
from typing import Literal

MediaKind = Literal["audio", "video"]

LOOKED_AT = 16
"""As many bytes tell every type that is known."""


def media_type(head: bytes) -> str | None:
    """The media type of a file that begins with these bytes; None if it is no recording.

    Containers that hold sound or pictures alike (WebM, MP4, Ogg) are told as `video/…`.
    """
    return next((name for name, is_it in _TYPES if is_it(head)), None)


def is_fit(kind: MediaKind, found: str | None) -> bool:
    """Whether a file of this type can be what it is sent as. Sound alone comes in containers of video, too."""
    if found is None:
        return False
    return found.startswith("video/") or kind == "audio"


def recording_name(company_id: str, interview_id: str, answer_id: str, kind: MediaKind) -> str:
    """The name of the blob with an answer's recording."""
    return f"{company_id}/{interview_id}/{answer_id}/{kind}"


def _riff(form: bytes) -> Callable[[bytes], bool]:
    return lambda head: head[:4] == b"RIFF" and head[8:12] == form


def _begins(*starts: bytes) -> Callable[[bytes], bool]:
    return lambda head: head.startswith(starts)


_MPEG_FRAMES = frozenset(bytes([byte]) for byte in (0xE2, 0xE3, 0xF2, 0xF3, 0xFA, 0xFB))
"""Second bytes of a frame of MPEG audio, layer III."""

_TYPES: tuple[tuple[str, Callable[[bytes], bool]], ...] = (
    ("audio/wav", _riff(b"WAVE")),
    ("video/x-msvideo", _riff(b"AVI ")),
    ("video/webm", _begins(b"\x1aE\xdf\xa3")),
    ("audio/mp4", lambda head: head[4:8] == b"ftyp" and head[8:11] == b"M4A"),
    ("video/mp4", lambda head: head[4:8] == b"ftyp"),
    ("video/ogg", _begins(b"OggS")),
    ("audio/flac", _begins(b"fLaC")),
    ("audio/amr", _begins(b"#!AMR")),
    ("audio/aac", _begins(b"\xff\xf1", b"\xff\xf9")),
    ("audio/mpeg", lambda head: head[:3] == b"ID3" or (head[:1] == b"\xff" and head[1:2] in _MPEG_FRAMES)),
)
