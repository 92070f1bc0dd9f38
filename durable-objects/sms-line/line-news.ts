/** What the carrier said of recipients' numbers, reported to the organization's directory until it has it. */
import type { ContactDirectoryRpc } from "../rpc/contact-directory.ts";
import type { Remote } from "../kit/calls/remote.ts";
import type { LineStore, OwedNews } from "./line-store.ts";

const AT_ONCE = 50;

export type LineNewsDeps = {
  store: LineStore;
  orgId: string;
  directory: (cell: string) => Remote<ContactDirectoryRpc>;
  /** The durable waker: calls `report` at this time at the latest. */
  wakeBy: (atMs: number) => void;
};

/** Throws when the directory could not be reached; the alarm repeats it. */
export async function reportNews(deps: LineNewsDeps): Promise<void> {
  const { store, wakeBy } = deps;
  const owed = store.owed(AT_ONCE);
  for (const { id, news } of owed) {
    await report(deps, news);
    store.paid(id);
  }
  if (owed.length === AT_ONCE) wakeBy(store.now());
}

async function report({ orgId, directory }: LineNewsDeps, news: OwedNews): Promise<void> {
  const { cell } = news;
  switch (news.kind) {
    case "opt_out":
      await directory(cell).optOut({
        orgId,
        cell,
        optedOut: true,
        reason: `carrier_${news.code}`,
        contactId: null,
        messageId: news.messageId,
        personId: null,
        ...(news.at === undefined ? {} : { saidAt: news.at }),
      });
      return;
    case "bad_number":
      await directory(cell).reportBadNumber({
        orgId,
        cell,
        code: news.code,
        ...(news.at === undefined ? {} : { at: news.at }),
      });
      return;
    case "unreachable":
      await directory(cell).reportUnreachable({ orgId, cell, text: news.text, at: news.at });
      return;
  }
}
