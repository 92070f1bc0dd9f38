/** Downloads of lists that do not fit into memory. */
import { BYTE_ORDER_MARK, csvLines } from "../../domain/contacts/file/write-csv.ts";

type Records = readonly (readonly (string | number)[])[];

/**
 * A CSV file page by page: the next page is asked for when the reader has taken the one before. The first is read before
 * the answer begins, so that what is away then is an error, and not a file that breaks off.
 *
 * @param pages the first record of the first page is the header
 */
export async function csvStream(pages: AsyncGenerator<Records>): Promise<ReadableStream<Uint8Array>> {
  const encoder = new TextEncoder();
  let next: IteratorResult<Records> | null = await pages.next();
  let mark = BYTE_ORDER_MARK;
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const page: IteratorResult<Records> = next ?? (await pages.next());
      next = null;
      if (page.done === true) return controller.close();
      controller.enqueue(encoder.encode(mark + csvLines(page.value)));
      mark = "";
    },
    async cancel() {
      await pages.return(undefined);
    },
  });
}
