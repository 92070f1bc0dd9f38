/**
 * All that a PGlite in memory consists of: the memory of its WebAssembly, its files, and which of them are open. Each world gets the
 * same bytes back: that is faster than to empty the tables, and what was played before leaves nothing, not even the place where
 * a row lay. Several states may be kept of one PGlite: each as the pages that differ from the first.
 *
 * The files are Emscripten's MEMFS (github.com/emscripten-core/emscripten, src/lib/libfs.js and libmemfs.js, read November 2026).
 */
import type { PGlite } from "@electric-sql/pglite";

/** Some were written from a view of one kind, some from one of the other. */
type Bytes = Uint8Array | Int8Array;

/** Emscripten's own node; a folder's contents are its nodes by name. */
type FileNode = {
  name: string;
  parent: FileNode;
  name_next: FileNode | undefined;
  mode: number;
  mtime: number;
  contents?: Bytes | Record<string, FileNode> | undefined;
  usedBytes: number;
  mounted: { root: FileNode } | null;
};
type OpenFile = { position: number; flags: number };
type Files = {
  root: FileNode;
  nameTable: (FileNode | undefined)[];
  nextInode: number;
  streams: (OpenFile | null | undefined)[];
};

type KeptNode = Pick<FileNode, "name" | "parent" | "name_next" | "mode"> & { node: FileNode };
type KeptFile = { node: FileNode; contents: Bytes; bytes: KeptBytes };
type KeptFolder = { node: FileNode; children: Record<string, FileNode> };
type KeptStream = { stream: OpenFile; position: number; flags: number };

/** What `restore` leads back to. */
export type PgliteState = {
  memory: KeptBytes;
  nodes: KeptNode[];
  files: Map<FileNode, KeptFile>;
  folders: KeptFolder[];
  streams: (KeptStream | null)[];
  nameTable: (FileNode | undefined)[];
  nextInode: number;
};

/** Set at files that are as they were: MEMFS puts the time there whenever it writes. */
const UNTOUCHED = -1;

export class PgliteImages {
  readonly #memory: WebAssembly.Memory;
  readonly #files: Files;
  readonly #first: PgliteState;
  /** What was taken or restored last: a file that was not written since is as it is there. */
  #current: PgliteState | null = null;

  constructor({ Module }: PGlite) {
    this.#memory = Module.wasmMemory;
    // Typed as what Emscripten calls public; the shapes above are what its source has.
    this.#files = Module.FS as unknown as Files;
    this.#current = this.#first = this.take();
  }

  /** Nothing may be under way. */
  take(): PgliteState {
    const { nameTable, nextInode, streams, root } = this.#files;
    const state: PgliteState = {
      memory: new KeptBytes(usedPart(this.#memory), this.#current === null ? null : this.#first.memory),
      nodes: [],
      files: new Map(),
      folders: [],
      nameTable: [...nameTable],
      nextInode,
      streams: Array.from(streams, (stream) =>
        stream ? { stream, position: stream.position, flags: stream.flags } : null,
      ),
    };
    this.#takeNode(root, state);
    this.#current = state;
    return state;
  }

  restore(state: PgliteState): void {
    state.memory.writeTo(new Uint8Array(this.#memory.buffer));
    for (const { node, ...fields } of state.nodes) Object.assign(node, fields);
    for (const { node, children } of state.folders) node.contents = { ...children };
    for (const { node, contents, bytes } of state.files.values()) {
      if (this.#isAsKept(node) && node.contents === contents && this.#current?.files.get(node)?.bytes === bytes)
        continue;
      bytes.writeTo(viewOf(contents));
      node.contents = contents;
      node.usedBytes = bytes.length;
      node.mtime = UNTOUCHED;
    }
    this.#files.nameTable.splice(0, Infinity, ...state.nameTable);
    this.#files.nextInode = state.nextInode;
    const { streams } = this.#files;
    streams.length = 0;
    for (const kept of state.streams) {
      if (kept) Object.assign(kept.stream, { position: kept.position, flags: kept.flags });
      streams.push(kept?.stream ?? null);
    }
    this.#current = state;
  }

  #isAsKept(node: FileNode): boolean {
    return node.mtime === UNTOUCHED && node.usedBytes === this.#current?.files.get(node)?.bytes.length;
  }

  #takeNode(node: FileNode, state: PgliteState): void {
    const { name, parent, name_next, mode, contents } = node;
    state.nodes.push({ node, name, parent, name_next, mode });
    if (node.mounted && node.mounted.root !== node) this.#takeNode(node.mounted.root, state);
    if (ArrayBuffer.isView(contents)) {
      const known = this.#current?.files.get(node);
      const isKnown = known?.contents === contents && this.#isAsKept(node);
      const first = this.#current === null ? null : (this.#first.files.get(node)?.bytes ?? null);
      const bytes = isKnown ? known.bytes : new KeptBytes(viewOf(contents).subarray(0, node.usedBytes), first);
      node.mtime = UNTOUCHED;
      state.files.set(node, { node, contents, bytes });
    } else if (contents) {
      state.folders.push({ node, children: { ...contents } });
      for (const child of Object.values(contents)) this.#takeNode(child, state);
    }
  }
}

const PAGE_BYTES = 4096;

/** A copy of bytes: whole, or as the pages that differ from another copy. */
class KeptBytes {
  readonly length: number;
  readonly #first: KeptBytes | null;
  readonly #whole: Uint8Array;
  readonly #pages: { at: number; bytes: Uint8Array }[] = [];

  /** @param first a copy that was made whole */
  constructor(bytes: Uint8Array, first: KeptBytes | null) {
    this.length = bytes.length;
    this.#first = first;
    this.#whole = first ? first.#whole : bytes.slice();
    if (!first) return;
    for (let at = 0; at < bytes.length; at += PAGE_BYTES) {
      const page = bytes.subarray(at, at + PAGE_BYTES);
      const known = this.#whole.subarray(at, at + page.length);
      if (Buffer.compare(page, known) !== 0) this.#pages.push({ at, bytes: page.slice() });
    }
  }

  /** What is there beyond its length becomes 0. */
  writeTo(target: Uint8Array): void {
    target.set(this.#first ? this.#whole.subarray(0, this.length) : this.#whole);
    for (const { at, bytes } of this.#pages) target.set(bytes, at);
    target.fill(0, this.length);
  }
}

function viewOf({ buffer, byteOffset, byteLength }: Bytes): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function usedPart({ buffer }: WebAssembly.Memory): Uint8Array {
  const words = new BigUint64Array(buffer);
  let end = words.length;
  while (end > 0 && words[end - 1] === 0n) end -= 1;
  return new Uint8Array(buffer, 0, end * 8);
}
