/** A real drop of real files and folders on a window, as the system's file manager does it. */
import type { Page } from '@playwright/test';

/** Over the Chrome DevTools Protocol, since a drop made inside the page has no paths. `at` in CSS pixels of the page. */
export async function dropPaths(page: Page, paths: string[], at = { x: 500, y: 300 }): Promise<void> {
  const protocol = await page.context().newCDPSession(page);
  const data = { items: [], files: paths, dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await protocol.send('Input.dispatchDragEvent', { type, x: at.x, y: at.y, data });
  }
  await protocol.detach();
}
