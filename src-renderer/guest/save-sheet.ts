/** "Download": all or the chosen ones, originals or for screens, in as many parts as it takes, with progress and a way to stop. */
import type { ShareItem, ShareManifest } from '../../src-shared/domain/share-page';
import { h } from './dom';
import { faultOf } from './engine-client';
import type { PicksDraft } from './picks-draft';
import { bestTarget, savePart } from './save-part';
import {
  entriesToSave,
  partLimitBytes,
  planParts,
  type SavePart,
  type SaveSize,
  sizesToSave,
} from './save-plan';
import type { PageContext } from './screen';
import { openSheet } from './sheet';

export async function openSaveSheet(
  context: PageContext,
  manifest: ShareManifest,
  draft: PicksDraft,
): Promise<void> {
  const { words, size: sizeText } = context.locale;
  const limitBytes = partLimitBytes[await bestTarget()];
  const chosenIds = new Set(draft.chosen().map(({ itemId }) => itemId));
  const sizes = sizesToSave(manifest);
  const controller = new AbortController();
  let running = 0;

  const scope = radios(words.which, 'scope', [
    { value: 'all', label: words.saveAll, hint: words.counts(...countsOf(manifest.items)) },
    ...(chosenIds.size > 0
      ? [{ value: 'chosen', label: words.saveChosen, hint: words.chosenCount(chosenIds.size) }]
      : []),
  ]);
  const hints: Record<SaveSize, string> = { original: words.originalHint, web: words.webHint };
  const size = radios(
    words.size,
    'size',
    sizes.map((value) => ({ value, label: words[value], hint: hints[value] })),
  );
  const summary = h('p', { class: 'summary' });
  const parts = h('div', { class: 'parts' });

  const plan = () => {
    const items =
      scope.value() === 'chosen' ? manifest.items.filter(({ id }) => chosenIds.has(id)) : manifest.items;
    const entries = entriesToSave(
      words,
      manifest,
      items,
      (size.value() as SaveSize | undefined) ?? 'original',
    );
    const totalBytes = entries.reduce((sum, { place }) => sum + place.sizeBytes, 0);
    summary.textContent = words.saveFiles(entries.length, sizeText(totalBytes));
    const planned = planParts(manifest.title, entries, limitBytes);
    parts.replaceChildren(
      ...(planned.length > 1 ? [h('p', { class: 'quiet-text' }, words.saveParts)] : []),
      ...planned.map((part, index) => drawPart(part, index, planned.length)),
    );
  };

  function drawPart(part: SavePart, index: number, total: number): HTMLElement {
    const line = h('p', { class: 'part-line', role: 'status' });
    const fill = h('div', { class: 'bar-fill' });
    const bar = h('div', { class: 'bar', hidden: true }, fill);
    const button = h(
      'button',
      { type: 'button', class: 'main' },
      total === 1 ? words.saveStart : `${words.savePart(index + 1, total)} · ${sizeText(part.sizeBytes)}`,
    );
    button.addEventListener('click', async () => {
      button.disabled = true;
      line.classList.remove('wrong');
      running += 1;
      const startedAtMs = Date.now();
      try {
        await savePart(context.engine, part, {
          signal: controller.signal,
          onProgress: (progress) => {
            if (progress.stage !== 'bytes') return;
            const { doneBytes, totalBytes } = progress;
            bar.hidden = false;
            fill.style.setProperty('transform', `scaleX(${doneBytes / totalBytes})`);
            line.textContent = [
              words.saveRunning(sizeText(doneBytes), sizeText(totalBytes)),
              timeLeft(Date.now() - startedAtMs, doneBytes, totalBytes),
              words.saveKeepOpen,
            ]
              .filter(Boolean)
              .join(' · ');
          },
        });
        line.textContent = words.saveDone;
        button.hidden = true;
      } catch (error) {
        const { fault } = faultOf(error);
        line.textContent = words.faults[fault];
        line.classList.toggle('wrong', fault !== 'cancelled');
        bar.hidden = true;
        button.disabled = false;
      }
      running -= 1;
    });
    return h('div', { class: 'part' }, button, bar, line);
  }

  function timeLeft(tookMs: number, doneBytes: number, totalBytes: number): string {
    if (tookMs < 3_000 || doneBytes === 0) return '';
    return words.saveTimeLeft(Math.ceil((tookMs * (totalBytes - doneBytes)) / doneBytes / 60_000));
  }

  scope.element.addEventListener('change', plan);
  size.element.addEventListener('change', plan);
  plan();
  openSheet(words, {
    title: words.saveTitle,
    content: h('div', { class: 'save-sheet' }, scope.element, size.element, summary, parts),
    mayClose: () => running === 0,
    closed: () => controller.abort(),
  });
}

/** Downloads one item straight away, telling how far it is. */
export async function saveOne(
  context: PageContext,
  manifest: ShareManifest,
  item: ShareItem,
  tell: (text: string) => void,
): Promise<void> {
  const { words, size } = context.locale;
  const [preferred = 'original'] = sizesToSave(manifest);
  const entries = entriesToSave(words, manifest, [item], preferred);
  const [part] = planParts(manifest.title, entries, partLimitBytes.disk);
  if (!part) return tell(words.faults.unsupported);
  try {
    await savePart(context.engine, part, {
      signal: new AbortController().signal,
      onProgress: (progress) => {
        if (progress.stage === 'bytes')
          tell(words.saveRunning(size(progress.doneBytes), size(progress.totalBytes)));
      },
    });
    tell(words.saveDone);
  } catch (error) {
    tell(words.faults[faultOf(error).fault]);
  }
}

export function countsOf(items: ShareItem[]): [photos: number, videos: number] {
  const videos = items.filter(({ kind }) => kind === 'video').length;
  return [items.length - videos, videos];
}

function radios(label: string, name: string, options: Array<{ value: string; label: string; hint: string }>) {
  const inputs = options.map(({ value }, index) =>
    h('input', { type: 'radio', name, value, checked: index === 0 }),
  );
  const element = h(
    'fieldset',
    { hidden: options.length < 2 },
    h('legend', {}, label),
    ...options.map((option, index) =>
      h(
        'label',
        { class: 'choice' },
        inputs[index],
        h('span', {}, option.label),
        h('small', {}, option.hint),
      ),
    ),
  );
  return { element, value: () => inputs.find(({ checked }) => checked)?.value };
}
