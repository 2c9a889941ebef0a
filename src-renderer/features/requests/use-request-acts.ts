/** What is done with photo requests, each act told in a toast. */
import { useMemo } from 'react';
import type { PhotoRequest, RequestPerson } from '../../../src-shared/domain/photo-request';
import type { CommandInput } from '../../../src-shared/ipc-contract';
import type { ArrivalId } from '../../../src-shared/units';
import { asAppError, call } from '../../bridge/client';
import { useErrorSentence, useLocale, useTranslation } from '../../i18n/use-locale';
import { useNavigationStore } from '../../stores/navigation-store';
import { useRequestsStore } from '../../stores/requests-store';
import { formatCount, formatDate } from '../../ui/format';
import { say } from '../../ui/toast';
import { personName } from '../shares/share-words';

const DAY_MS = 86_400_000;

export interface RequestActs {
  /** Answers whether it was made. */
  create(given: CommandInput<'requests.create'>, send: boolean): Promise<boolean>;
  /** Of a draft. Answers whether it was written. */
  edit(given: CommandInput<'requests.edit'>, send: boolean): Promise<boolean>;
  send(request: PhotoRequest): Promise<void>;
  collect(request: PhotoRequest): Promise<void>;
  copyLink(request: PhotoRequest, person: RequestPerson): Promise<void>;
  /** null: it could not be read; a toast says why. */
  code(request: PhotoRequest, person: RequestPerson): Promise<string | null>;
  resend(request: PhotoRequest, person: RequestPerson): Promise<void>;
  extend(request: PhotoRequest, days: number): Promise<void>;
  /** Answers whether it was done. */
  end(request: PhotoRequest, person: RequestPerson | null): Promise<boolean>;
  discard(request: PhotoRequest): Promise<void>;
  /** Answers whether it was done. */
  decide(what: 'accept' | 'decline', request: PhotoRequest, ids: ArrivalId[]): Promise<boolean>;
}

export function useRequestActs(): RequestActs {
  const { t } = useTranslation();
  const locale = useLocale();
  const sentence = useErrorSentence();
  return useMemo(() => {
    const { put } = useRequestsStore.getState();
    const counted = (count: number) => ({ count, n: formatCount(count, locale) });
    async function tried<T>(act: () => Promise<T>): Promise<T | null> {
      try {
        return await act();
      } catch (error) {
        say({ title: t('requests.failed'), text: sentence(asAppError(error)), error: true });
        return null;
      }
    }
    return {
      create: async (given, send) =>
        (await tried(async () => {
          const draft = await call('requests.create', given);
          put(draft);
          useNavigationStore.getState().openRequest(draft.id);
          if (send) put(await call('requests.send', { id: draft.id }));
          return true;
        })) ?? false,
      edit: async (given, send) =>
        (await tried(async () => {
          put(await call('requests.edit', given));
          if (send) put(await call('requests.send', { id: given.id }));
          return true;
        })) ?? false,
      send: async ({ id }) => void (await tried(async () => put(await call('requests.send', { id })))),
      collect: async ({ id }) =>
        void (await tried(async () => {
          const { files } = await call('requests.collect', { id });
          say({ title: files === 0 ? t('requests.collectedNone') : t('requests.collected', counted(files)) });
        })),
      copyLink: async ({ id }, person) =>
        void (await tried(async () => {
          const { link } = await call('requests.secrets', { id, personId: person.id });
          await navigator.clipboard.writeText(link ?? '');
          say({ title: t('requests.person.linkCopied', { name: personName(person) }) });
        })),
      code: ({ id }, person) =>
        tried(async () => (await call('requests.secrets', { id, personId: person.id })).code),
      resend: async ({ id }, person) =>
        void (await tried(async () => {
          await call('requests.resend', { id, personId: person.id, what: 'both' });
          say({ title: t('requests.person.resent', { name: personName(person) }) });
        })),
      extend: async ({ id, title, endsAtMs }, days) =>
        void (await tried(async () => {
          const untilMs = (endsAtMs ?? Date.now()) + days * DAY_MS;
          put(await call('requests.extend', { id, endsAtMs: untilMs }));
          say({ title: t('requests.extended', { title, date: formatDate(untilMs, locale) }) });
        })),
      end: async ({ id, title }, person) =>
        (await tried(async () => {
          put(await call('requests.revoke', { id, ...(person && { personId: person.id }) }));
          say({
            title: person
              ? t('requests.person.out', { name: personName(person), title })
              : t('requests.ended', { title }),
          });
          return true;
        })) ?? false,
      discard: async ({ id }) =>
        void (await tried(async () => {
          await call('requests.discard', { id });
          useRequestsStore.getState().applyChanged({ requests: [], removedIds: [id] });
          useNavigationStore.getState().go('shares');
        })),
      decide: async (what, { id }, arrivalIds) =>
        (await tried(async () => {
          const { count } = await call(`requests.${what}`, { id, arrivalIds });
          const done = what === 'accept' ? 'requests.inbox.accepted' : 'requests.inbox.declined';
          say({ title: t(done, counted(count)) });
          return true;
        })) ?? false,
    };
  }, [t, locale, sentence]);
}
