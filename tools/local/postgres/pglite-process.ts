/**
 * Flags for Node where a process runs PGlite; they work on the command line only. Node is not made to optimize PGlite's
 * WebAssembly: that takes half a gigabyte of memory for a moment, and sometimes ends the process by an illegal
 * instruction or a segmentation fault (github.com/nodejs/node/issues/64500). Queries are as fast without it.
 */
export const PGLITE_FLAGS = ["--liftoff-only"];
