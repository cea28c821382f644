/** The stages of an application, and the words for what became of interviews and invitations. */

export const STAGES = {
  applied: "Applied",
  screening: "Screening",
  interview: "Interview",
  offer: "Offer",
  accepted: "Accepted",
  hired: "Hired",
  rejected: "Rejected",
};

export const RECOMMENDATIONS = { strong_hire: "Strong hire", hire: "Hire", maybe: "Maybe", no_hire: "No hire" };
