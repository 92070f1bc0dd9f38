/**
 * The type of a stub, made from the plain interface that an object implements, so that callers need not import another
 * object's class. Methods may return values or promises there; from afar all of them return promises.
 */
export type Remote<T> = {
  [Name in keyof T as T[Name] extends (...args: never) => unknown ? Name : never]: T[Name] extends (
    ...args: infer Args
  ) => infer Result
    ? (...args: Args) => Promise<Awaited<Result>>
    : never;
};
