import { count } from "./time/time.ts";

/** "1 contact", "1,204 contacts". @param many the plural, where it is not the singular with an s */
export function counted(number: number, one: string, many = `${one}s`): string {
  return `${count(number)} ${number === 1 ? one : many}`;
}
