import { useSignal } from "@preact/signals";
import { call } from "../../api/call.ts";
import { api } from "../../api/client.ts";
import { PagedList } from "../../ui/load/paged-list.tsx";
import { usePages } from "../../ui/load/pages.ts";
import { Notice } from "../../ui/screen.tsx";
import { counted } from "../../ui/counted.ts";

type ListedDeadLetter = { id: string; reason: string; at: string };

/** Records that the database refused, kept until the cause is mended. */
export function DeadLetters() {
  const list = usePages({ ask: () => api.admin["dead-letters"].$get(), rowsOf: (page) => page.deadLetters });
  const open = list.rows?.filter((letter) => letter.replayedAt === null);
  return (
    <section class="card stack" aria-labelledby="dead-letters">
      <h2 id="dead-letters">Records that could not be stored</h2>
      <PagedList
        of={list}
        what="records"
        rows={open}
        step={50}
        blank={<p class="soft">None. Everything has been stored.</p>}
      >
        {(rows) => (
          <>
            <p>
              {counted(open?.length ?? 0, "record is", "records are")} kept until the cause is fixed. Texting is not
              affected.
            </p>
            <ul class="stack tight">
              {rows.map((letter) => (
                <Letter key={letter.id} letter={letter} onDone={() => void list.reload()} />
              ))}
            </ul>
          </>
        )}
      </PagedList>
    </section>
  );
}

function Letter({ letter, onDone }: { letter: ListedDeadLetter; onDone(): void }) {
  const refusal = useSignal<string | null>(null);
  async function replay(): Promise<void> {
    refusal.value = null;
    const param = { id: encodeURIComponent(letter.id) };
    const answer = await call(api.admin["dead-letters"][":id"].replay.$post({ param }));
    if (answer.ok) onDone();
    else refusal.value = answer.message;
  }
  return (
    <li class="stack tight">
      <div class="row spread">
        <span class="grow">
          {letter.reason}
          <br />
          <span class="soft small">{new Date(letter.at).toLocaleString()}</span>
        </span>
        <button type="button" class="button" onClick={() => void replay()}>
          Try again
        </button>
      </div>
      {refusal.value && <Notice tone="wrong">{refusal.value}</Notice>}
    </li>
  );
}
