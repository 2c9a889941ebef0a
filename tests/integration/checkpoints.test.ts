/** The catalogue's log is carried over into its file beside the writer. */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { openCheckpointer } from '../../src-main/catalogue/checkpointer';
import { openDatabase } from '../../src-main/catalogue/open-catalogue';
import type { SqlDatabase } from '../../src-main/catalogue/sql-database';
import { startCheckpointThread } from '../../src-main/workers/checkpoint-thread';
import { buildProgram } from '../support/build-worker';

let folder: string;
let path: string;
let writer: SqlDatabase;
/** Tables with nothing in them. */
let emptyBytes: number;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'caos-checkpoints-'));
  path = join(folder, 'catalogue.db');
  writer = openDatabase(path);
  writer.pragma('wal_checkpoint(TRUNCATE)');
  emptyBytes = statSync(path).size;
});
afterEach(() => {
  writer.raw.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Of 4 MB each. */
function write(count: number): void {
  const put = writer.prepare('INSERT INTO app_values (name, value) VALUES (?, ?)');
  for (let n = 0; n < count; n += 1) put.run(`${Math.random()}`, 'x'.repeat(4_000_000));
}
const fileMB = (): number => Math.round((statSync(path).size - emptyBytes) / 1e6);

it('what was written is carried over, also in the middle of a change, and nobody waits', () => {
  using checkpointer = disposable(openCheckpointer(path));
  write(1);
  expect(fileMB()).toBe(0);
  checkpointer.look();
  expect(fileMB()).toBe(4);
  write(2);
  writer.transaction(() => {
    writer.prepare("INSERT INTO app_values (name, value) VALUES ('open', '1')").run();
    checkpointer.look();
    expect(fileMB()).toBe(12);
  });
  expect(writer.prepare("SELECT value FROM app_values WHERE name = 'open'").get()).toEqual({ value: '1' });
});

it('a thread does so by itself, and ends before the catalogue is closed', async () => {
  const program = await buildProgram('src-main/workers/checkpoint-worker.ts');
  const log = { warn: vi.fn() };
  const thread = startCheckpointThread({
    workerPath: program.modulePath,
    cataloguePath: path,
    log,
    startAfterMs: 0,
    lookEveryMs: 200,
  });
  write(3);
  await expect.poll(fileMB, { timeout: 10_000 }).toBe(12);
  await thread.close();
  await program.dispose();
  expect(log.warn.mock.calls).toEqual([]);
});

it('without the thread the log stays within bounds', () => {
  write(20);
  expect(statSync(`${path}-wal`).size).toBeLessThan(70_000_000);
  expect(fileMB()).toBeGreaterThan(60);
});

const disposable = <T extends { close(): void }>(of: T): T & Disposable =>
  Object.assign(of, { [Symbol.dispose]: () => of.close() });
