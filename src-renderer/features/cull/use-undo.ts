/** Takes the last act back and does it again, and says what that was. */
import { useCallback, useMemo } from 'react';
import type { UndoStep } from '../../../src-shared/domain/undo';
import { asAppError, call } from '../../bridge/client';
import { useErrorSentence, useLocale, useTranslation } from '../../i18n/use-locale';
import { useUndoStore } from '../../stores/undo-store';
import { formatCount } from '../../ui/format';
import { pressedKey } from '../../ui/pressed-key';
import { say } from '../../ui/toast';

export interface UndoActs {
  back(): void;
  again(): void;
}

/** Only the last one is of interest: two quick presses are two acts, not two toasts. */
let silence: (() => void) | null = null;

export function useUndo(): UndoActs {
  const wordsOf = useStepWords();
  const { t } = useTranslation();
  const sentence = useErrorSentence();
  const step = useCallback(
    async (direction: 'back' | 'again'): Promise<void> => {
      silence?.();
      const isAny = useUndoStore.getState()[direction] !== null;
      if (!isAny) {
        silence = say({ title: t(direction === 'back' ? 'cull.nothingBack' : 'cull.nothingAgain') });
        return;
      }
      try {
        const state = await call(direction === 'back' ? 'undo.back' : 'undo.again', {});
        const done = direction === 'back' ? state.again : state.back;
        if (done === null) return;
        const title = t(direction === 'back' ? 'cull.undone' : 'cull.redone');
        silence = say({ title, text: wordsOf(done) });
      } catch (error) {
        say({
          title: t(direction === 'back' ? 'cull.undoFailed' : 'cull.redoFailed'),
          text: sentence(asAppError(error)),
          error: true,
        });
      }
    },
    [t, sentence, wordsOf],
  );
  return useMemo(() => ({ back: () => void step('back'), again: () => void step('again') }), [step]);
}

/** `null`: not a key of undo. */
export function undoKey(event: KeyboardEvent | React.KeyboardEvent): 'back' | 'again' | null {
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return null;
  const key = pressedKey(event);
  if (key === 'z') return event.shiftKey ? 'again' : 'back';
  return key === 'y' && !event.shiftKey ? 'again' : null;
}

/** What an act was, in words: "4 stars, 12 photos". */
export function useStepWords(): (step: UndoStep) => string {
  const { t } = useTranslation();
  const locale = useLocale();
  return useCallback(
    ({ what, count, change }) => {
      const photos = t('cull.photos', { count, n: formatCount(count, locale) });
      const act =
        what !== 'edit' || change === null
          ? t(`cull.act.${what}`)
          : typeof change.rating === 'number'
            ? t('cull.stars', { count: change.rating, n: change.rating })
            : change.flag
              ? t(`cull.flag.${change.flag}`)
              : change.colour
                ? t(`cull.colour.${change.colour}`)
                : t('cull.act.edit');
      return t('cull.actOn', { act, photos });
    },
    [t, locale],
  );
}
