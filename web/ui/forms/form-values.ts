/** What all controls of a form have now, to be compared with what they had when it was saved. */
export function formValues(form: HTMLFormElement): string {
  const values: unknown[] = [];
  for (const control of form.elements) {
    if (control instanceof HTMLInputElement) {
      const isChoice = control.type === "checkbox" || control.type === "radio";
      values.push(isChoice ? control.checked : control.value);
    } else if (control instanceof HTMLSelectElement || control instanceof HTMLTextAreaElement)
      values.push(control.value);
  }
  return JSON.stringify(values);
}
