/** A cell as people read it: "(617) 555-0123" for +1 numbers, else as it is. Without a library, because phones load it. */
export function formatPhone(cell: string): string {
  const nanp = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(cell);
  return nanp ? `(${nanp[1]}) ${nanp[2]}-${nanp[3]}` : cell;
}
