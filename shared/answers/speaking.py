"""The interviewer's words, as they sound."""

import hashlib
from dataclasses import dataclass

from shared.answers.service import check_is_spoken
from shared.core.caller import Caller
from shared.core.errors import NotFound
from shared.interviews.models import TURN
from shared.interviews.service import InterviewService
from shared.ports.blob import BlobStore
from shared.ports.interviewing import Speaker
from shared.ports.speech import SpeechSynthesizer
from shared.store.store import Store

SPEECH = "speech"
"""Where what was spoken once is kept: `{company_id}/{interview_id}/{turn_id}-{hash of the words}`, to be made again."""


@dataclass(frozen=True, slots=True)
class SpeakingService:
    """Reads interviewers' turns aloud."""

    store: Store
    blobs: BlobStore
    voice: SpeechSynthesizer
    interviews: InterviewService

    def spoken(self, caller: Caller, interview_id: str, turn_id: str) -> bytes:
        """A turn of the interviewer's as an MP3. It is spoken once, and kept.

        Raises:
            NotFound: no such interview of the company's, or of the candidate's; or no such turn of the interviewer's.
            Conflict: the interview is held in writing (code `text_only`).
            Unavailable: no engine is configured (code `no_speech_engine`), or it does not answer.
        """
        interview = self.interviews.stored(caller, interview_id).entity
        check_is_spoken(interview)
        turns = self.store.children(caller.company_id, TURN, interview_id)
        turn = next((turn for turn in turns if turn.id == turn_id), None)
        if turn is None or turn.speaker is not Speaker.AI or turn.reported:
            raise NotFound("The interviewer has no such turn.")
        words = hashlib.sha256(f"{interview.language}|{turn.text}".encode()).hexdigest()[:16]
        name = f"{caller.company_id}/{interview_id}/{turn_id}-{words}"
        try:
            return self.blobs.get(SPEECH, name)
        except NotFound:
            audio = self.voice.speak(turn.text, interview.language)
            self.blobs.put(SPEECH, name, audio, content_type="audio/mpeg")
            return audio
