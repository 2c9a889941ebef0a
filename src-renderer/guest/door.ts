/** The door: who sends the photos, until when, and the field for the code, which forgives. */
import type { ShareGreeting } from '../../src-shared/domain/share-page';
import { CODE_LENGTH, formatCode, parseCode, readCode } from '../../src-shared/sealing/share-code';
import { h, setAttribute } from './dom';
import { faultOf } from './engine-client';
import type { EngineProgress, OpenedRequest, OpenedShare } from './engine-protocol';
import { factLine, languageButton, ourLine, type PageContext } from './screen';

export interface DoorInput {
  context: PageContext;
  greeting: ShareGreeting;
  /** What was typed before the language was switched. */
  typed: string;
  /** Null for a wrong code. */
  unlock: (
    code: string,
    onProgress: (progress: EngineProgress) => void,
  ) => Promise<OpenedShare | OpenedRequest | null>;
  opened: (share: OpenedShare | OpenedRequest) => void;
  /** Null where no such app can be: on phones. */
  openInCaos: (() => void) | null;
}

export function drawDoor({ context, greeting, typed, unlock, opened, openInCaos }: DoorInput): HTMLElement {
  const { words, date } = context.locale;
  const field = h('input', {
    id: 'code',
    name: 'code',
    type: 'text',
    maxlength: 40,
    autocomplete: 'one-time-code',
    autocapitalize: 'characters',
    autocorrect: 'off',
    spellcheck: 'false',
    enterkeyhint: 'go',
    placeholder: '•••••-•••••',
    'aria-describedby': 'code-place code-hint',
  });
  field.value = typed;
  const hint = h('p', { id: 'code-hint', class: 'hint', role: 'status' });
  const button = h(
    'button',
    { type: 'submit', class: 'main' },
    greeting.asksForPhotos ? words.request.open : words.open,
  );
  const bar = h('div', { class: 'bar' }, h('div', { class: 'bar-fill' }));
  const progress = h('div', { class: 'progress', hidden: true }, bar, h('p', { role: 'status' }));

  const say = (text: string, isWrong = false) => {
    hint.textContent = text;
    hint.classList.toggle('wrong', isWrong);
    setAttribute(field, 'aria-invalid', isWrong && 'true');
  };
  const busy = (isBusy: boolean) => {
    progress.hidden = !isBusy;
    button.hidden = isBusy;
    field.readOnly = isBusy;
  };
  const show = (step: EngineProgress) => {
    const fill = bar.firstElementChild as HTMLElement;
    const line = progress.lastElementChild as HTMLElement;
    if (step.stage === 'key') {
      line.textContent = words.deriving;
      fill.style.transitionDuration = `${Math.round(step.expectedMs)}ms`;
      requestAnimationFrame(() => fill.style.setProperty('transform', 'scaleX(0.92)'));
    } else {
      line.textContent = words.fetching;
      fill.style.transitionDuration = '200ms';
      fill.style.setProperty('transform', 'scaleX(1)');
    }
  };
  const reset = () => {
    const fill = bar.firstElementChild as HTMLElement;
    fill.style.transitionDuration = '0ms';
    fill.style.setProperty('transform', 'scaleX(0)');
  };

  const submit = async () => {
    const code = parseCode(field.value);
    if (code === null) {
      say(hintOf(context, field.value, true), true);
      field.focus();
      return;
    }
    field.value = formatCode(code);
    say('');
    reset();
    busy(true);
    try {
      const share = await unlock(code, show);
      if (share) return opened(share);
      say(words.wrongCode, true);
    } catch (error) {
      say(words.faults[faultOf(error).fault], true);
    }
    busy(false);
    field.focus();
    field.select();
  };

  const form = h(
    'form',
    {
      class: 'code-form',
      novalidate: true,
      onsubmit: (event: SubmitEvent) => {
        event.preventDefault();
        if (!field.readOnly) void submit();
      },
    },
    h('label', { for: 'code' }, words.code),
    field,
    hint,
    h('p', { id: 'code-place', class: 'place' }, words.codePlace),
    button,
    progress,
  );
  field.addEventListener('input', () => {
    group(field);
    say(hintOf(context, field.value, false));
  });
  const { photographer, title, recipientName, endsAtMs, standing } = greeting;
  const until = standing ? words.renewedUntil(date(endsAtMs)) : words.openUntil(date(endsAtMs));
  return h(
    'main',
    { class: 'door' },
    h('div', { class: 'corner' }, languageButton(context)),
    h(
      'div',
      { class: 'door-card' },
      h(
        'p',
        { class: 'from' },
        greeting.asksForPhotos ? words.request.from(photographer.name) : words.photosFrom(photographer.name),
      ),
      h('h1', {}, title || words.gallery),
      h('div', { class: 'rule' }),
      factLine(recipientName !== '' && words.madeFor(recipientName), until),
      form,
      openInCaos &&
        !greeting.asksForPhotos &&
        h('button', { type: 'button', class: 'quiet in-caos', onclick: openInCaos }, words.openInCaos),
    ),
    ourLine(context.locale, greeting.asksForPhotos),
  );
}

/** Capitals and the dash appear by themselves while the person types at the end. */
function group(field: HTMLInputElement): void {
  const { code, foreign } = readCode(field.value);
  const atEnd = field.selectionStart === field.value.length;
  if (!atEnd || foreign.length > 0 || code.length > CODE_LENGTH || /[^\x20-\x7e]/.test(field.value)) return;
  field.value = code.length > 5 ? formatCode(code) : code;
}

function hintOf({ locale: { words } }: PageContext, typed: string, isFinal: boolean): string {
  const { code, foreign } = readCode(typed);
  if (foreign.length > 0) return words.codeForeign([...new Set(foreign)].join(' '));
  if (code.length > CODE_LENGTH) return words.codeTooLong;
  const left = CODE_LENGTH - code.length;
  return left > 0 && (isFinal || left <= 5) && (isFinal || code.length > 0) ? words.codeLeft(left) : '';
}
