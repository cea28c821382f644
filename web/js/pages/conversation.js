/** What was said in an interview, as recruiters read it, and what the candidate recorded. */

import { actionButton } from "../action.js";
import { get } from "../api.js";
import { day, el, link, show, time } from "../elements.js";
import { turnOf } from "../room/view.js";

const AI = "AI interviewer";
const HEARD = {
  pending: "It is being written down.",
  no_engine: "Nobody has written it down: no transcription engine is configured. Listen to it.",
  failed: "It could not be written down. Listen to it.",
};

export async function open({ id }) {
  const [interview, { transcripts }, { answers }] = await Promise.all([
    get(`/api/v1/interviews/${id}`),
    get(`/api/v1/interviews/${id}/transcripts`),
    get(`/api/v1/interviews/${id}/answers`),
  ]);
  const recorded = answers.filter(({ audio, video }) => audio || video);
  show(
    `Conversation: ${interview.candidate_name}`,
    el("p", {}, [interview.job_title, interview.started_at && day(interview.started_at)].filter(Boolean).join(" · ")),
    el("p", {}, link(`/candidates/${interview.candidate_id}`, "To the candidate")),
    transcripts.length > 0
      ? el("div", { class: "conversation" }, transcripts.map((turn) => shown(turn, interview)))
      : el("p", {}, "Nothing was said yet."),
    ...(recorded.length > 0 ? [el("h2", {}, "Recordings"), el("ul", { class: "entries" }, recorded.map(recording))] : []),
  );
}

function shown({ speaker, text }, { candidate_name: candidate }) {
  const names = { candidate, ai: AI, interviewer: "Interviewer" };
  return turnOf(names[speaker] ?? speaker, speaker, text);
}

function recording(answer) {
  const told = el("div", {});
  const kind = answer.video ? "video" : "audio";
  const fetch = async () => {
    const media = await get(`/api/v1/interviews/${answer.interview_id}/answers/${answer.id}/media?kind=${kind}`);
    location.assign(media.download_url);
  };
  return el(
    "li",
    {},
    el("h3", {}, `${answer.video ? "Video" : "Spoken"} answer, ${day(answer.created_at)}, ${time(answer.created_at)}`),
    el("p", {}, answer.transcript || HEARD[answer.transcript_status] || "No words were made out."),
    actionButton("Download", fetch, told),
    told,
  );
}
