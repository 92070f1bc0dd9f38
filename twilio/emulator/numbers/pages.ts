/** Pages of numbers and services, in the two forms that the carrier's lists have. A page begins after the item that its token names. */

const DEFAULT_PAGE_SIZE = 50;
const MAX_PAGE_SIZE = 1000;

export type PageOf<Item> = { shown: Item[]; page: number; pageSize: number; nextToken: string | null };

/** The page that a query asks for; null: its parameters are wrong. */
export function pageOf<Item extends { sid: string }>(
  items: readonly Item[],
  query: URLSearchParams,
): PageOf<Item> | null {
  const size = Number(query.get("PageSize") ?? DEFAULT_PAGE_SIZE);
  const page = Number(query.get("Page") ?? 0);
  const token = query.get("PageToken");
  const isWhole = Number.isInteger(size) && Number.isInteger(page);
  if (!isWhole || size < 1 || page < 0 || (token === null && page > 0)) return null;
  const pageSize = Math.min(size, MAX_PAGE_SIZE);
  const behind = token === null ? -1 : items.findIndex(({ sid }) => token === `PA${sid}`);
  if (token !== null && behind === -1) return null;
  const shown = items.slice(behind + 1, behind + 1 + pageSize);
  const last = shown.at(-1);
  const hasMore = items.length > behind + 1 + pageSize;
  return { shown, page, pageSize, nextToken: hasMore && last ? `PA${last.sid}` : null };
}

function address(path: string, query: URLSearchParams, page: number, pageSize: number, token: string | null): string {
  const target = new URLSearchParams(query);
  target.set("PageSize", String(pageSize));
  target.set("Page", String(page));
  if (token === null) target.delete("PageToken");
  else target.set("PageToken", token);
  return `${path}?${target}`;
}

/** Fields of a page as the API of 2010 has them: addresses without an origin. */
export function uriFields(path: string, query: URLSearchParams, { shown, page, pageSize, nextToken }: PageOf<unknown>) {
  const uri = (number: number, token: string | null) => address(path, query, number, pageSize, token);
  const start = page * pageSize;
  return {
    page,
    page_size: pageSize,
    start,
    end: start + Math.max(0, shown.length - 1),
    uri: uri(page, query.get("PageToken")),
    first_page_uri: uri(0, null),
    previous_page_uri: page === 1 ? uri(0, null) : null,
    next_page_uri: nextToken === null ? null : uri(page + 1, nextToken),
  };
}

/** The `meta` of a page as the newer APIs have it: whole addresses. */
export function metaFields(
  key: string,
  base: string,
  query: URLSearchParams,
  { page, pageSize, nextToken }: PageOf<unknown>,
) {
  const url = (number: number, token: string | null) => address(base, query, number, pageSize, token);
  return {
    key,
    page,
    page_size: pageSize,
    url: url(page, query.get("PageToken")),
    first_page_url: url(0, null),
    previous_page_url: page === 1 ? url(0, null) : null,
    next_page_url: nextToken === null ? null : url(page + 1, nextToken),
  };
}
