/** What an admin does about texts whose outcome nobody knows: looks at the carrier's list, then says what became of them. */
import type { CarrierSide, UndecidedText } from "../../../domain/messages/undecided.ts";
import type { MadeCampaign } from "./campaign.ts";

export async function decideOpenTexts(
  { admin, campaignId }: Pick<MadeCampaign, "admin" | "campaignId">,
  dropped: Set<string>,
): Promise<number> {
  const path = `/api/admin/campaigns/${campaignId}/undecided`;
  const list = await admin.get<{ ok: true; undecided: UndecidedText[] }>(path);
  if (!list.ok) return 0;
  let decided = 0;
  for (const { contactId, messageId, nextLookUpAtMs } of list.undecided) {
    // A look-up may still settle it.
    if (nextLookUpAtMs !== null) continue;
    const address = `${path}/${messageId}`;
    const side = await admin.get<CarrierSide>(`${address}/carrier?contactId=${contactId}`);
    if (!side.ok) continue;
    const fitting = side.texts.find(({ kind }) => kind === "fits");
    const decision = fitting ? { decision: "sent", sid: fitting.sid } : { decision: "again" };
    const answer = await admin.post(address, { contactId, ...decision });
    if (answer.ok) decided += 1;
    else if ((await admin.post(address, { contactId, decision: "drop" })).ok) {
      dropped.add(`${contactId}/${messageId}`);
      decided += 1;
    }
  }
  return decided;
}
