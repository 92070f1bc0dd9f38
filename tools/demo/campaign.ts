/** The demo campaign: what an admin would have typed. */
import { DEFAULT_POLICY } from "../../domain/assignment/assignment-policy.ts";
import type { Draft } from "../../domain/campaigns/campaign.ts";

export const DEMO_TITLE = "Get out the vote: Riverton";

const DAYS_TO_GO = 30;
const DAY_MS = 24 * 3600_000;

/** The label that a conversation gets by an answer. */
export const DEMO_LABEL = "Needs a ride";

/** @param labelId of `DEMO_LABEL`; without it the answer puts no label on */
export function demoDraft(nowMs: number, labelId?: string): Draft {
  const label = labelId === undefined ? {} : { action: { kind: "label" as const, labelId } };
  return {
    title: DEMO_TITLE,
    description: "Remind our neighbors where they vote, and find out who needs a ride.",
    dueDate: new Date(nowMs + DAYS_TO_GO * DAY_MS).toISOString().slice(0, 10),
    script: {
      rootStepId: "ask",
      steps: [
        {
          id: "ask",
          texts: [
            "Hi {firstName|neighbor}, it's {texterAliasOrFirstName} with Riverton Votes. Election day is near and you vote at {polling_place}. Can we count on you? Reply STOP to opt out",
            "Hello {firstName|neighbor}! {texterAliasOrFirstName} here, a volunteer with Riverton Votes. Your polling place is {polling_place}. Will you vote this year? STOP to opt out",
          ],
          question: "Will they vote?",
          answers: [
            { value: "Yes", nextStepId: "yes" },
            { value: "Needs a ride", nextStepId: "ride", ...label },
            { value: "Undecided", nextStepId: "undecided" },
            { value: "No", nextStepId: "no" },
            { value: "Wrong number", nextStepId: null, action: { kind: "wrong_number" } },
            { value: "Asked us to stop", nextStepId: null, action: { kind: "opt_out" } },
          ],
        },
        {
          id: "yes",
          texts: ["Wonderful, thank you {firstName|neighbor}! See you at {polling_place}."],
          question: "",
          answers: [],
        },
        {
          id: "ride",
          texts: ["We can help: a volunteer will drive you to {polling_place} and back. What time suits you?"],
          question: "When?",
          answers: [
            { value: "Morning", nextStepId: "booked" },
            { value: "Afternoon", nextStepId: "booked" },
          ],
        },
        { id: "booked", texts: ["Booked! Your driver will text you the evening before."], question: "", answers: [] },
        {
          id: "undecided",
          texts: ["Fair enough. Is there a question about the ballot that I could answer?"],
          question: "",
          answers: [],
        },
        { id: "no", texts: ["Thanks for telling me, {firstName|neighbor}. Take care!"], question: "", answers: [] },
      ],
      responses: [
        {
          id: "who",
          title: "Who is this?",
          text: "I'm {texterFirstName}, a volunteer with Riverton Votes. We remind neighbors of all parties to vote.",
          labels: [],
        },
        {
          id: "hours",
          title: "Opening hours",
          text: "{polling_place} is open from 7 in the morning to 8 in the evening. If you are in line by 8, you can vote.",
          labels: [],
        },
        {
          id: "wrong-number",
          title: "Wrong number",
          text: "Sorry for that, and thank you for telling me! We will not text this number again.",
          labels: [],
        },
      ],
    },
    // The demo must work at any hour.
    window: { zone: "America/New_York", startHour: 0, endHour: 24, override: true },
    batchSize: 50,
    firstTextEditable: false,
    allowTestNumbers: true,
    policy: DEFAULT_POLICY,
  };
}
