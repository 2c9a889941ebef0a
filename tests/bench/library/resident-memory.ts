/** Memory of the window's processes, from /proc (Linux): what is theirs alone and their share of what is common (PSS). */
import { readFileSync } from 'node:fs';
import type { ElectronApplication } from '@playwright/test';

export async function residentOf(
  electron: ElectronApplication,
): Promise<{ rendererMB: number; mainMB: number }> {
  const processes = await electron.evaluate(({ app }) =>
    app.getAppMetrics().map(({ pid, type }) => ({ pid, type: String(type) })),
  );
  const pssMB = (type: string): number =>
    processes
      .filter((one) => one.type === type)
      .reduce((sum, { pid }) => {
        const match = /^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'));
        return sum + (Number(match?.[1] ?? 0) * 1024) / 1e6;
      }, 0);
  return { rendererMB: pssMB('Tab'), mainMB: pssMB('Browser') };
}
