/**
 * Errors of the platform. Cloudflare, "Error handling" of Durable Objects (developers.cloudflare.com/durable-objects/best-practices/error-handling,
 * read November 2026): an exception thrown by the object's own code has `.remote`; one of the way there, or of an object that
 * was reset, has `.retryable` when the call may be made again on a new stub; `.overloaded` must not be repeated.
 */
export function lostConnection(): Error {
  return Object.assign(new Error("Network connection lost."), { retryable: true });
}

export function objectReset(): Error {
  return Object.assign(new Error("Durable Object reset because its code was updated."), { retryable: true });
}

export function overloaded(): Error {
  const message = "Durable Object is overloaded. Requests queued for too long.";
  return Object.assign(new Error(message), { retryable: true, overloaded: true });
}

/** What a caller gets of an exception in another object. */
export function asRemote(error: unknown): Error {
  const remote = error instanceof Error ? new Error(error.message) : new Error(String(error));
  if (error instanceof Error) remote.name = error.name;
  return Object.assign(remote, { remote: true });
}
