/**
 * All that a PGlite in memory consists of: the memory of its WebAssembly, its files, and which of them are open. Each world gets the
 * same bytes back: that is faster than to empty the tables, and what was played before leaves nothing, not even the place where
 * a row lay.
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
type KeptFile = { node: FileNode; contents: Bytes; bytes: Bytes };
type KeptFolder = { node: FileNode; children: Record<string, FileNode> };
type KeptStream = { stream: OpenFile; position: number; flags: number };

/** Set at files that are as they were: MEMFS puts the time there whenever it writes. */
const UNTOUCHED = -1;

export class PgliteImage {
  readonly #memory: WebAssembly.Memory;
  readonly #files: Files;
  /** Up to its last byte that is not 0. */
  #bytes = new Uint8Array();
  #nodes: KeptNode[] = [];
  #contents: KeptFile[] = [];
  #folders: KeptFolder[] = [];
  #streams: (KeptStream | null)[] = [];
  #nameTable: (FileNode | undefined)[] = [];
  #nextInode = 0;

  constructor({ Module }: PGlite) {
    this.#memory = Module.wasmMemory;
    // Typed as what Emscripten calls public; the shapes above are what its source has.
    this.#files = Module.FS as unknown as Files;
    this.take();
  }

  /** From now on `restore` leads here. Nothing may be under way. */
  take(): void {
    this.#bytes = usedPart(this.#memory);
    this.#nodes = [];
    this.#contents = [];
    this.#folders = [];
    this.#takeNode(this.#files.root);
    this.#nameTable = [...this.#files.nameTable];
    this.#nextInode = this.#files.nextInode;
    this.#streams = Array.from(this.#files.streams, (stream) =>
      stream ? { stream, position: stream.position, flags: stream.flags } : null,
    );
  }

  restore(): void {
    const memory = new Uint8Array(this.#memory.buffer);
    memory.set(this.#bytes);
    memory.fill(0, this.#bytes.length);
    for (const { node, ...fields } of this.#nodes) Object.assign(node, fields);
    for (const { node, children } of this.#folders) node.contents = { ...children };
    for (const { node, contents, bytes } of this.#contents) {
      if (node.mtime === UNTOUCHED && node.contents === contents && node.usedBytes === bytes.length) continue;
      contents.set(bytes);
      contents.fill(0, bytes.length);
      node.contents = contents;
      node.usedBytes = bytes.length;
      node.mtime = UNTOUCHED;
    }
    this.#files.nameTable.splice(0, Infinity, ...this.#nameTable);
    this.#files.nextInode = this.#nextInode;
    const { streams } = this.#files;
    streams.length = 0;
    for (const kept of this.#streams) {
      if (kept) Object.assign(kept.stream, { position: kept.position, flags: kept.flags });
      streams.push(kept?.stream ?? null);
    }
  }

  #takeNode(node: FileNode): void {
    const { name, parent, name_next, mode, contents } = node;
    this.#nodes.push({ node, name, parent, name_next, mode });
    if (node.mounted && node.mounted.root !== node) this.#takeNode(node.mounted.root);
    if (ArrayBuffer.isView(contents)) {
      node.mtime = UNTOUCHED;
      this.#contents.push({ node, contents, bytes: contents.slice(0, node.usedBytes) });
    } else if (contents) {
      this.#folders.push({ node, children: { ...contents } });
      for (const child of Object.values(contents)) this.#takeNode(child);
    }
  }
}

function usedPart({ buffer }: WebAssembly.Memory): Uint8Array<ArrayBuffer> {
  const words = new BigUint64Array(buffer);
  let end = words.length;
  while (end > 0 && words[end - 1] === 0n) end -= 1;
  return new Uint8Array(buffer).slice(0, end * 8);
}
