/** A part of the story: the carrier's account takes nothing for a while; admins see why, and nothing is lost. */
import type { Page } from "playwright-core";
import { textOverApi } from "../api-campaign.ts";
import type { ApiCampaign } from "../api-campaign.ts";
import type { CarrierSeen } from "../carrier.ts";
import { until } from "../stage.ts";
import type { Stage } from "../stage.ts";

const CELLS = ["+14135550180", "+14135550181", "+14135550182"];
const UNKNOWN_CODE = 39_999;
/** One text tries every half minute. */
const UNTIL_TRIED_MS = 60_000;

export async function waitForAccount(
  { check, screenshot, installation }: Stage,
  { admin, carrier }: { admin: Page; carrier: CarrierSeen },
): Promise<void> {
  const control = (method: string, what: string, body?: object) =>
    fetch(`${installation.carrierOrigin}/control/${what}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const accountIs = async (status: "active" | "suspended") => {
    // The emulator's own settings.
    const { accounts } = (await (await control("GET", "settings")).json()) as { accounts: object[] };
    await control("PUT", "settings", { accounts: accounts.map((account) => Object.assign(account, { status })) });
  };
  const texts = async () => (await carrier.texts()).filter(({ to }) => CELLS.includes(to));
  const alert = admin.getByRole("alert").filter({ hasText: "The carrier is not accepting texts" });
  let campaign: ApiCampaign | null = null;

  await check(
    "while the carrier's account is suspended texts wait, and the admin reads why on any screen",
    async () => {
      const beforeTexting = () => accountIs("suspended");
      const [title, email] = ["Out of money", "wes@story.example"];
      campaign = await textOverApi(installation, { title, email, cells: CELLS, beforeTexting });
      await admin.goto("/admin/people");
      await alert.getByText(/account is not active \(20005\).*add money/).waitFor();
      await screenshot(admin, "account-suspended");
      const { numbers } = campaign;
      await until("the campaign's numbers", async () => {
        const { queued, errors } = await numbers();
        return (queued === CELLS.length && errors === 0) || `${queued} wait, ${errors} failed`;
      });
      if ((await texts()).length > 0) throw new Error("a text went");
    },
  );
  await check("once it is paid, each text goes once, and the notice goes away", async () => {
    await control("POST", "faults", { kind: "error-code", code: UNKNOWN_CODE, at: "report", to: CELLS[0], count: 1 });
    await accountIs("active");
    await until("the texts", async () => (await texts()).length >= CELLS.length || "not all", UNTIL_TRIED_MS);
    await alert.waitFor({ state: "detached", timeout: UNTIL_TRIED_MS });
    if ((await texts()).length !== CELLS.length) throw new Error(`${(await texts()).length} texts`);
  });
  await check("a code of the carrier that nobody knows is counted where the admin looks", async () => {
    await until("the code in Postgres", async () => {
      await admin.goto("/admin/opt-outs/numbers");
      await admin.getByRole("heading", { name: "Errors from the carrier" }).waitFor();
      return (await admin.getByText(`The carrier reported error ${UNKNOWN_CODE}`).count()) > 0 || "not there yet";
    });
    await screenshot(admin, "carrier-codes");
  });
}
