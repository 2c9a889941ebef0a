/** What axe finds in the window, told by screen. */
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/** No violation of WCAG 2.2 A and AA; answers what and where as one readable list. */
export async function expectAccessible(
  page: Page,
  screen: string,
  looks: 'everything' | 'colours' = 'everything',
): Promise<void> {
  const look = async (): Promise<string[]> => {
    await atRest(page);
    const axe = new AxeBuilder({ page }).setLegacyMode(true); // an Electron window cannot open the second page that axe would like
    if (looks === 'colours') axe.withRules(['color-contrast', 'link-in-text-block']);
    else axe.withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']);
    const { violations } = await axe.analyze();
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, any }) => `${screen}: ${id} at ${target.join(' ')} (${any[0]?.message})`),
    );
  };
  const found = await look();
  // What fades in while axe looks (its look takes a second) has other colours a moment later; what is wrong stays wrong.
  expect(found.length === 0 ? found : await look()).toEqual([]);
}

/** Colours are measured as they rest, not while they fade: nothing ends by itself any more in three frames running. */
async function atRest(page: Page): Promise<void> {
  await page.evaluate(async () => {
    for (let quietFrames = 0; quietFrames < 3; quietFrames += 1) {
      await new Promise(requestAnimationFrame);
      const fading = document.getAnimations().filter(({ effect, playState }) => {
        const endless = effect?.getComputedTiming().iterations === Number.POSITIVE_INFINITY;
        return playState === 'running' && !endless;
      });
      if (fading.length > 0) quietFrames = -1;
      await Promise.all(fading.map((animation) => animation.finished.catch(() => undefined)));
    }
  });
}

/** Everything in the dark theme, and in the light one what differs there: colours. What is open stays open. */
export async function expectAccessibleInBoth(page: Page, screen: string): Promise<void> {
  for (const theme of ['light', 'dark'] as const) {
    await page.evaluate((chosen) => window.caos.call('settings.set', { theme: chosen }), theme);
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
    await expectAccessible(page, `${screen}, ${theme}`, theme === 'light' ? 'colours' : 'everything');
  }
}
