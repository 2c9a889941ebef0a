/** The page of a photo request: what is asked, a place to drop photos, and how far each of them is. */
import { photoExtensions, videoExtensions } from '../../../src-shared/domain/arrival-kinds';
import { MAX_ARRIVAL_WORDS } from '../../../src-shared/domain/request-page';
import { h } from '../dom';
import { faultOf } from '../engine-client';
import type { OpenedRequest } from '../engine-protocol';
import { factLine, languageButton, mailLink, ourLine, type PageContext } from '../screen';
import { droppedFiles, pickedFiles } from './chosen-files';
import type { FileRow, Sending } from './sending';

/** A list of thousands would only be slow: what moves stands on top. */
const MOST_ROWS = 300;

export function drawRequest(context: PageContext, request: OpenedRequest, sending: Sending): HTMLElement {
  const { words, date, size } = context.locale;
  const asked = words.request;
  const { limits, photographer } = request;
  const bar = h('div', { class: 'bar' }, h('div', { class: 'bar-fill' }));
  const status = h('p', { class: 'send-status', role: 'status' });
  const trouble = h('p', { class: 'send-trouble', role: 'alert', hidden: true });
  const pause = h('button', { type: 'button', class: 'quiet pause' });
  const progress = h(
    'section',
    { class: 'send-progress', hidden: true },
    bar,
    h('div', { class: 'send-line' }, status, pause),
    trouble,
  );
  const list = h('ul', { class: 'files', 'aria-label': asked.files });
  const rest = h('p', { class: 'quiet-text', hidden: true });

  pause.addEventListener('click', () => (sending.state === 'sending' ? sending.pause() : sending.resume()));
  const shown = new Map<number, HTMLElement>();
  let queued = false;
  const refresh = (): void => {
    if (queued) return;
    queued = true;
    requestAnimationFrame(() => {
      queued = false;
      update();
    });
  };
  function update(): void {
    const totals = sending.totals();
    progress.hidden = totals.files === 0 && sending.trouble === null;
    const share = totals.bytes === 0 ? 0 : totals.sentBytes / totals.bytes;
    (bar.firstElementChild as HTMLElement).style.setProperty('transform', `scaleX(${share})`);
    const isDone = totals.files > 0 && totals.sentFiles === totals.files;
    const sentWords = asked.progress(
      totals.sentFiles,
      totals.files,
      size(totals.sentBytes),
      size(totals.bytes),
    );
    status.textContent = isDone ? asked.allSent(totals.files, photographer.name) : sentWords;
    progress.classList.toggle('done', isDone);
    pause.hidden = isDone || sending.state === 'idle';
    pause.textContent = sending.state === 'sending' ? asked.pause : asked.resume;
    trouble.hidden = sending.trouble === null;
    trouble.textContent = sending.trouble === null ? '' : troubleWords(sending.trouble);
    drawRows();
  }
  const troubleWords = (fault: NonNullable<Sending['trouble']>): string =>
    ({ ...words.faults, ...asked.faults })[fault];

  function drawRows(): void {
    const order = { again: 0, sending: 0, waiting: 1, unreadable: 2, refused: 2, sent: 3 };
    const rows = [...sending.rows()].sort((a, b) => order[a.state] - order[b.state] || a.number - b.number);
    const visible = rows.slice(0, MOST_ROWS);
    const elements = visible.map((row) => {
      const element =
        shown.get(row.number) ??
        h('li', {}, h('span', { class: 'file-name' }), h('span', { class: 'file-state' }));
      shown.set(row.number, element);
      const [name, state] = [...element.children] as [HTMLElement, HTMLElement];
      if (name.textContent !== row.name) name.textContent = row.name;
      const text = rowWords(row);
      if (state.textContent !== text) state.textContent = text;
      element.className = row.state;
      return element;
    });
    const isSame =
      elements.length === list.children.length && elements.every((one, at) => list.children[at] === one);
    if (!isSame) list.replaceChildren(...elements);
    rest.hidden = rows.length <= MOST_ROWS;
    rest.textContent = asked.more(rows.length - visible.length);
  }
  function rowWords(row: FileRow): string {
    if (row.state === 'sent') return asked.sent;
    if (row.state === 'unreadable') return asked.unreadable;
    if (row.state === 'again') return asked.again;
    if (row.refusal) return asked.refusals[row.refusal](limits.maxFiles, size(limits.maxBytes));
    if (row.state === 'waiting' && row.sentBytes === 0) return `${size(row.sizeBytes)} · ${asked.waiting}`;
    return asked.rowProgress(size(row.sentBytes), size(row.sizeBytes));
  }
  sending.onChange(refresh);
  update();

  return h(
    'main',
    { class: 'request' },
    h('div', { class: 'corner' }, languageButton(context)),
    h(
      'header',
      { class: 'request-head' },
      h('p', { class: 'from' }, asked.from(photographer.name)),
      h('h1', {}, request.title),
      h('div', { class: 'rule' }),
      request.message === '' ? null : h('p', { class: 'message' }, request.message),
      factLine(
        limits.kinds.map((kind) => asked.kinds[kind]).join(', '),
        asked.limits(limits.maxFiles, size(limits.maxBytes)),
        words.openUntil(date(request.endsAtMs)),
      ),
    ),
    dropZone(context, request, sending),
    progress,
    list,
    rest,
    wordsForm(context, request, sending),
    mailLink(context.locale, photographer),
    ourLine(context.locale, true),
  );
}

function dropZone(context: PageContext, { limits }: OpenedRequest, sending: Sending): HTMLElement {
  const asked = context.locale.words.request;
  const pick = (props: Record<string, string | boolean>): HTMLInputElement => {
    const input = h('input', {
      type: 'file',
      multiple: true,
      class: 'visually-hidden',
      tabindex: -1,
      ...props,
    });
    input.addEventListener('change', () => void sending.add(pickedFiles(input)));
    return input;
  };
  const extensions = [
    ...(limits.kinds.includes('photos') ? photoExtensions : []),
    ...(limits.kinds.includes('videos') ? videoExtensions : []),
  ];
  // RAW has no types that browsers know: with it asked for, everything can be chosen.
  const accept = limits.kinds.includes('raw') ? {} : { accept: extensions.map((one) => `.${one}`).join(',') };
  const files = pick({ ...accept, id: 'files', 'aria-hidden': 'true' });
  const folder = pick({ webkitdirectory: true, id: 'folder', 'aria-hidden': 'true' });
  const zone = h(
    'section',
    { class: 'drop', 'aria-label': asked.drop },
    h('p', { class: 'drop-words' }, asked.drop),
    h('button', { type: 'button', class: 'main', onclick: () => files.click() }, asked.choose),
    // Phones know no folders to choose.
    'webkitdirectory' in folder && matchMedia('(pointer: fine)').matches
      ? h('button', { type: 'button', class: 'quiet', onclick: () => folder.click() }, asked.chooseFolder)
      : null,
    h('p', { class: 'quiet-text' }, asked.keepOpen),
    files,
    folder,
  );
  const over = (isOver: boolean) => (event: DragEvent) => {
    event.preventDefault();
    zone.classList.toggle('over', isOver);
  };
  zone.addEventListener('dragenter', over(true));
  zone.addEventListener('dragover', over(true));
  zone.addEventListener('dragleave', over(false));
  zone.addEventListener('drop', (event) => {
    over(false)(event);
    if (event.dataTransfer) void droppedFiles(event.dataTransfer).then((dropped) => sending.add(dropped));
  });
  return zone;
}

function wordsForm(context: PageContext, { photographer }: OpenedRequest, sending: Sending): HTMLElement {
  const { words } = context.locale;
  const asked = words.request;
  const field = h('textarea', { id: 'words', rows: 3, maxlength: MAX_ARRIVAL_WORDS });
  const line = h('p', { class: 'quiet-text', role: 'status' });
  const button = h('button', { type: 'submit', class: 'main small' }, asked.sendWords);
  const form = h(
    'form',
    { class: 'words-form' },
    h('label', { for: 'words' }, asked.words(photographer.name)),
    field,
    button,
    line,
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const text = field.value.trim();
    if (text === '' || button.disabled) return field.focus();
    button.disabled = true;
    line.textContent = words.sending;
    sending
      .sendWords(text)
      .then(() => {
        field.value = '';
        line.textContent = asked.wordsSent;
      })
      .catch((error: unknown) => {
        line.textContent = { ...words.faults, ...asked.faults }[faultOf(error).fault];
      })
      .finally(() => {
        button.disabled = false;
      });
  });
  return form;
}
