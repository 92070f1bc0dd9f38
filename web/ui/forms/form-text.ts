/** What is typed in the fields of a form, by the fields' names. */
export function formText<Name extends string>(form: HTMLFormElement, ...names: Name[]): Record<Name, string> {
  const data = new FormData(form);
  const typed = names.map((name) => {
    const value = data.get(name);
    return [name, typeof value === "string" ? value : ""];
  });
  // One entry per name.
  return Object.fromEntries(typed) as Record<Name, string>;
}
