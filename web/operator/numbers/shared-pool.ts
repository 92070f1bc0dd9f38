/** The pool that all organizations share, as the routes name it. */
export const sharedPool = { pool: "shared" };
