/** A part of the story: the same texter in two tabs of one browser, on a bad network. */
import type { Page } from "playwright-core";
import type { CarrierSeen } from "../carrier.ts";
import { until } from "../stage.ts";
import type { Stage } from "../stage.ts";
import { deskOnServer, storyCell, TITLE } from "./campaign.ts";

const FROM_CLOSED = "Written in a tab that was closed";
const FROM_BOTH = "Kept by both tabs";

/** `desk`: at the list of conversations, where Eli's waits. */
export async function useTwoTabs(stage: Stage, { desk, carrier }: { desk: Page; carrier: CarrierSeen }): Promise<void> {
  const { check, screenshot } = stage;
  const network = desk.context();
  const toEli = async () => (await carrier.texts()).filter((text) => text.to === storyCell("Eli"));
  const write = async (tab: Page, words: string) => {
    await tab.getByLabel(/^Your reply to Eli/).fill(words);
    await tab.keyboard.press("Control+Enter");
    await tab.getByRole("log").getByText(words).waitFor();
  };

  await check(
    "two tabs that were offline send what was written in either once, also of one that was closed",
    async () => {
      const { campaign, contact } = await deskOnServer(stage);
      const address = `/text/${campaign.campaignId}/replies/${contact("Eli")?.contactId}?show=open`;
      const before = (await toEli()).length;
      const other = await network.newPage();
      for (const tab of [desk, other]) {
        await tab.goto(address);
        await tab.getByLabel(/^Your reply to Eli/).waitFor();
      }
      await network.setOffline(true);
      await write(other, FROM_BOTH);
      // Read from the device by the other tab, too.
      await desk.reload();
      await desk.getByRole("log").getByText(FROM_BOTH).waitFor();
      await write(other, FROM_CLOSED);
      await other.close();
      const reopened = await network.newPage();
      await reopened.goto("/");
      await reopened.getByText("2 saved on this phone, go out when you are online").waitFor();
      await reopened.getByRole("heading", { name: TITLE }).waitFor();
      await screenshot(reopened, "reopened-offline");
      await reopened.close();
      await network.setOffline(false);
      await until("both texts", async () => {
        const { length } = await toEli();
        return length >= before + 2 || `${length - before} of 2`;
      });
      await desk.getByRole("log").getByText(FROM_CLOSED).waitFor();
      await desk.reload();
      await desk.getByRole("log").getByText(FROM_CLOSED).waitFor();
      const bodies = (await toEli()).slice(before).map(({ body }) => body);
      if (bodies.join() !== [FROM_BOTH, FROM_CLOSED].join()) throw new Error(bodies.join(" / "));
    },
  );
}
