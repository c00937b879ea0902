import { Buffer } from 'node:buffer';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openFileContents } from '../../server/storage/files/file-contents.ts';
import { SEALED_CHUNK_BYTES } from '../../server/storage/files/sealed-chunks.ts';
import type { ReadableContent } from '../../server/storage/ports/file-contents.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

async function* pieces(bytes: Buffer, size = 50_000): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += size) {
    await Promise.resolve();
    yield bytes.subarray(from, from + size);
  }
}

const whole = async (content: ReadableContent, from?: number, to?: number): Promise<Buffer> => {
  const parts: Uint8Array[] = [];
  for await (const part of content.read(from, to)) parts.push(part);
  return Buffer.concat(parts);
};

const ID = 'ab345678-file';
const CHUNK = 65_536;

const arrange = () => {
  const dataDir = temporaryFolder();
  const contents = openFileContents({ dataDir });
  const content = { id: ID, key: contents.createKey() };
  const path = join(dataDir, 'files', 'ab', ID);
  const bytes = Buffer.alloc(3 * CHUNK, 'abcdefghijk');
  const store = async (of = bytes) => {
    await contents.append(content, pieces(of), { from: 0, most: of.length });
    await contents.seal(content);
    await contents.publish(content);
  };
  return { contents, content, path, bytes, store };
};

it('reads what was written, in any range, whether or not it ends with a chunk', async () => {
  const { contents, content, path, bytes, store } = arrange();
  for (const size of [1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK]) {
    await store(bytes.subarray(0, size));
    const opened = await contents.open(content, 'file');
    expect([opened.bytes, (await whole(opened)).equals(bytes.subarray(0, size))]).toEqual([size, true]);
    const [from, to] = [Math.floor(size / 3), Math.floor(size / 2)];
    expect((await whole(opened, from, to)).equals(bytes.subarray(from, to + 1))).toBe(true);
  }
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

it('notices what was changed, moved, doubled, cut off or added, and another key or name', async () => {
  const { contents, content, path, store } = arrange();
  await store();
  const stored = readFileSync(path);
  const chunk = (index: number) =>
    stored.subarray(index * SEALED_CHUNK_BYTES, (index + 1) * SEALED_CHUNK_BYTES);
  const flipped = Buffer.from(stored);
  flipped.writeUInt8(flipped.readUInt8(CHUNK) ^ 1, CHUNK);
  const altered = [
    flipped,
    Buffer.concat([chunk(1), chunk(0), chunk(2)]),
    Buffer.concat([chunk(0), chunk(0), chunk(2)]),
    Buffer.concat([chunk(0), chunk(1)]),
    Buffer.concat([chunk(0), chunk(2)]),
    Buffer.concat([stored, chunk(2)]),
    stored.subarray(0, -1),
    Buffer.alloc(0),
  ];
  const read = async () => whole(await contents.open(content, 'file'));
  for (const bytes of altered) {
    writeFileSync(path, bytes);
    await expect(read()).rejects.toThrow(expect.objectContaining({ name: 'ContentDamagedError' }) as Error);
  }
  writeFileSync(path, stored);
  expect((await read()).length).toBe(3 * CHUNK);
  const otherKey = { ...content, key: contents.createKey() };
  await expect(contents.open(otherKey, 'file').then(whole)).rejects.toThrow('altered');
  writeFileSync(`${path}-thumbnail`, stored);
  await expect(contents.open(content, 'thumbnail').then((opened) => whole(opened))).rejects.toThrow(
    'altered',
  );
});

it('goes on after a break, with what was whole then', async () => {
  const { contents, content, path, bytes } = arrange();
  const append = (from: number, to: number) =>
    contents.append(content, pieces(bytes.subarray(from, to)), { from, most: bytes.length });
  expect(await append(0, 100_000)).toEqual({ moved: false, offset: 100_000 });
  expect(await contents.offset(content)).toBe(100_000);
  expect(await append(5, 10)).toEqual({ moved: true, offset: 100_000 });
  // The machine broke down while the second chunk was written.
  writeFileSync(`${path}.part`, readFileSync(`${path}.part`).subarray(0, -7));
  expect((await append(100_000, 100_001)).moved).toBe(true);
  expect(await append(CHUNK, bytes.length)).toEqual({ moved: false, offset: bytes.length });
  expect((await whole(await contents.seal(content))).equals(bytes)).toBe(true);
  // A gap that nobody has noticed.
  const gap = readFileSync(`${path}.part`).fill(0, 100, 200);
  writeFileSync(`${path}.part`, gap);
  await expect(contents.seal(content)).rejects.toThrow('altered');
  await contents.remove(ID);
  expect(await contents.offset(content)).toBe(0);
});
