/** What is measured inside the page: frames, pictures, keys, questions. Every function leaves the window as it found it. */
import type { JSHandle, Page } from '@playwright/test';
import type { AlbumId } from '../../../src-shared/units';

const p95 = (numbers: number[]): number =>
  [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length * 0.95)] ?? Number.NaN;

/** Milliseconds from the click on the album in the sidebar to the first of its cells on the screen; `other` is shown before. */
export async function openAlbum(page: Page, other: string, title: string): Promise<number> {
  const item = (name: string) =>
    page
      .getByRole('navigation')
      .first()
      .getByRole('button', { name: new RegExp(`^(.* )?${name}( |$)`) })
      .first();
  await item(other).click();
  await page.getByRole('heading', { level: 1, name: other }).waitFor();
  await page.getByRole('option').first().waitFor();
  await page.waitForTimeout(500);
  const measured = page.evaluate(
    (name) =>
      new Promise<number>((resolve) => {
        let clickedAt = 0;
        addEventListener(
          'pointerup',
          () => {
            clickedAt = performance.now();
          },
          { once: true, capture: true },
        );
        const look = (): void => {
          const head = document.querySelector('h1')?.textContent === name;
          if (clickedAt > 0 && head && document.querySelector('[role="option"]')) {
            // In the frame that follows it is on the screen.
            requestAnimationFrame(() => resolve(performance.now() - clickedAt));
          } else requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
      }),
    title,
  );
  await item(title).click();
  const ms = await measured;
  await page.waitForTimeout(1000);
  return ms;
}

/** The element that scrolls: the nearest one around the photos that is higher inside than outside. */
const scrollerOf = (page: Page): Promise<JSHandle<HTMLElement>> =>
  page.evaluateHandle(() => {
    let at = document.querySelector<HTMLElement>('[role="option"]');
    while (at && !(at.scrollHeight > at.clientHeight + 10 && getComputedStyle(at).overflowY !== 'visible'))
      at = at.parentElement;
    if (!at) throw new Error('no photos are shown');
    return at;
  });

/** Durations of frames in ms while the grid moves by `stepPx` in each. */
export async function scroll(
  page: Page,
  { stepPx, frames }: { stepPx: number; frames: number },
): Promise<number[]> {
  return page.evaluate(
    async ({ stepPx, frames, scroller }) => {
      scroller.scrollTop = 0;
      await new Promise((resolve) => setTimeout(resolve, 500));
      const durations: number[] = [];
      let last = await new Promise<number>(requestAnimationFrame);
      for (let frame = 0; frame < frames; frame += 1) {
        scroller.scrollTop += stepPx;
        const now = await new Promise<number>(requestAnimationFrame);
        durations.push(now - last);
        last = now;
      }
      return durations;
    },
    { stepPx, frames, scroller: await scrollerOf(page) },
  );
}

/** A fling: 90 frames that slow down from 6,000 px each; then the time until every picture in sight is there. */
export async function fling(page: Page): Promise<{ p95Ms: number; fillS: number }> {
  const { durations, fillMs } = await page.evaluate(
    async (scroller) => {
      const durations: number[] = [];
      let last = await new Promise<number>(requestAnimationFrame);
      for (let frame = 0; frame < 90; frame += 1) {
        scroller.scrollTop += 6000 * (1 - frame / 90);
        const now = await new Promise<number>(requestAnimationFrame);
        durations.push(now - last);
        last = now;
      }
      const endedAt = performance.now();
      const box = scroller.getBoundingClientRect();
      const isFilled = (): boolean => {
        const cells = [...document.querySelectorAll('[role="option"]')].filter((cell) => {
          const at = cell.getBoundingClientRect();
          return at.bottom > box.top && at.top < box.bottom;
        });
        return (
          cells.length > 0 &&
          cells.every((cell) => {
            const image = cell.querySelector('img');
            return image?.complete === true && image.naturalWidth > 0;
          })
        );
      };
      while (!isFilled() && performance.now() - endedAt < 20_000)
        await new Promise<number>(requestAnimationFrame);
      return { durations, fillMs: performance.now() - endedAt };
    },
    await scrollerOf(page),
  );
  return { p95Ms: p95(durations), fillS: fillMs / 1000 };
}

/** From the key to the next photo's large picture on the screen, p95 in ms: the album's first `count`, each after a look of 150 ms. */
export async function nextPhotos(page: Page, count: number): Promise<number> {
  await (await scrollerOf(page)).evaluate((scroller) => {
    scroller.scrollTop = 0;
  });
  await page.waitForTimeout(500);
  await page.getByRole('option').first().dblclick();
  await page.getByRole('dialog').first().waitFor();
  await page.waitForTimeout(1500);
  const times: number[] = [];
  for (let n = 0; n < count; n += 1) {
    // It listens when the handle is here: a key that came before would be waited for forever.
    const listening = await page.evaluateHandle(() => ({
      measured: new Promise<number>((resolve) => {
        let pressedAt = 0;
        const shown = (): string | undefined =>
          [...document.querySelectorAll<HTMLImageElement>('[role="dialog"] img')]
            .filter(
              (image) =>
                /media:\/\/(preview|full)\//.test(image.src) && image.complete && image.naturalWidth > 600,
            )
            .filter(
              (image) =>
                getComputedStyle(image).visibility !== 'hidden' &&
                Number(getComputedStyle(image).opacity) > 0.99,
            )
            .map((image) => /\/(\d+)/.exec(image.src.replace('media://', ''))?.[1])
            .at(-1);
        const before = shown();
        addEventListener(
          'keydown',
          () => {
            pressedAt = performance.now();
          },
          { once: true, capture: true },
        );
        const look = (): void => {
          const now = shown();
          if (
            pressedAt > 0 &&
            ((now !== undefined && now !== before) || performance.now() - pressedAt > 3000)
          )
            resolve(performance.now() - pressedAt);
          else requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
      }),
    }));
    await page.keyboard.press('ArrowRight');
    times.push(await listening.evaluate(({ measured }) => measured));
    await page.waitForTimeout(150);
  }
  await page.keyboard.press('Escape');
  await page.waitForTimeout(300);
  return p95(times);
}

/** Questions as they are typed over everything, narrowing the rows that are in the page as the app does, p95 in ms from the page to its answer. */
export async function searches(page: Page): Promise<number> {
  const typed = [
    'wedding',
    '제주',
    '서울',
    'cafe',
    'img_0042',
    'canon r5',
    'portrait night',
    'munchen',
    'rf24',
    'ceremony',
  ];
  const texts = typed.flatMap((word) => [...word].map((_, at) => word.slice(0, at + 1)));
  const times = await page.evaluate(async (texts) => {
    const scope = { kind: 'everything' } as const;
    const whole = await window.caos.call('assets.index', { list: { scope } });
    if (!whole.ok) throw new Error(whole.error.message);
    const { ids } = whole.value;
    let digest = 0x811c9dc5; // as rowsDigest
    for (const id of ids) digest = Math.imul(digest ^ id, 0x01000193);
    const known = { count: ids.length, digest: digest >>> 0 };
    const ask = async (query: object): Promise<number> => {
      const askedAt = performance.now();
      const answer = await window.caos.call('assets.narrow', { list: { scope, query }, known });
      if (!answer.ok) throw new Error(answer.error.message);
      if (answer.value.fits === null) throw new Error('the rows in the page are not those of main');
      return performance.now() - askedAt;
    };
    await ask({ text: 'warm' });
    const times: number[] = [];
    for (const text of texts) times.push(await ask({ text }));
    for (const ratings of [[5], [4, 5]]) times.push(await ask({ ratings }));
    times.push(await ask({ flags: ['pick'], iso: { from: 800 } }));
    times.push(await ask({ kinds: ['video'], text: 'night' }));
    return times;
  }, texts);
  return p95(times);
}

/** From the act to its patch in the page, p95 in ms, of 60 ratings that are taken back again. */
export async function ratings(page: Page, albumId: AlbumId): Promise<number> {
  const times = await page.evaluate(async (albumId) => {
    const index = await window.caos.call('assets.index', { list: { scope: { kind: 'album', albumId } } });
    if (!index.ok) throw new Error(index.error.message);
    const times: number[] = [];
    for (let n = 0; n < 60; n += 1) {
      const id = index.value.ids[n * 7] as never;
      const askedAt = performance.now();
      const told = new Promise<number>((resolve) => {
        const dispose = window.caos.onEvent((event) => {
          if (event.name !== 'assets.patched' || !event.payload.patches.some((patch) => patch.id === id))
            return;
          dispose();
          resolve(performance.now() - askedAt);
        });
      });
      const had = index.value.cull[n * 7] as number;
      await window.caos.call('edits.apply', { ids: [id], change: { rating: ((had & 7) + 1) % 6 } });
      times.push(await told);
    }
    for (let n = 0; n < 60; n += 1) await window.caos.call('undo.back', {});
    return times;
  }, albumId);
  return p95(times);
}
