/** What is done with shares, each act told in a toast. */
import { useMemo } from 'react';
import { caosLinkOf } from '../../../src-shared/domain/received-link';
import type { Share, ShareRecipient } from '../../../src-shared/domain/share';
import type { CommandInput } from '../../../src-shared/ipc-contract';
import type { AssetId } from '../../../src-shared/units';
import { asAppError, call } from '../../bridge/client';
import { useErrorSentence, useLocale, useTranslation } from '../../i18n/use-locale';
import { useNavigationStore } from '../../stores/navigation-store';
import { useSharesStore } from '../../stores/shares-store';
import { useSignInStore } from '../../stores/sign-in-store';
import { formatCount, formatDate } from '../../ui/format';
import { say } from '../../ui/toast';
import { lastChoice } from './compose-rules';
import type { RecipientDraft } from './recipient-rules';
import { personName } from './share-words';

export type ShareSource = CommandInput<'shares.create'>['source'];

export interface ShareActs {
  /** Begins a draft and opens it. */
  compose(source: ShareSource): Promise<void>;
  composePhotos(assetIds: AssetId[]): void;
  /** Sends a draft, or goes on with one that stopped; answers whether it was taken. */
  send(share: Share): Promise<boolean>;
  /** Of all shares, or one. */
  collect(share?: Share): Promise<void>;
  copyLink(share: Share, recipient: ShareRecipient): Promise<void>;
  /** The same one for a computer that has CAOS. */
  copyCaosLink(share: Share, recipient: ShareRecipient): Promise<void>;
  resend(share: Share, recipient: ShareRecipient, what: 'link' | 'code' | 'both'): Promise<void>;
  extend(share: Share, endsAtMs: number): Promise<boolean>;
  /** To a live one. */
  add(share: Share, people: RecipientDraft[]): Promise<boolean>;
  revoke(share: Share, recipient: ShareRecipient | null): Promise<boolean>;
  /** A draft, one that is stopped on its way, or one that ended. */
  discard(share: Share): Promise<void>;
}

export function useShareActs(): ShareActs {
  const { t, i18n } = useTranslation();
  const locale = useLocale();
  const sentence = useErrorSentence();
  return useMemo(() => {
    const failed = (error: unknown): false => {
      say({ title: t('shares.failed'), text: sentence(asAppError(error)), error: true });
      return false;
    };
    const { put } = useSharesStore.getState();
    const counted = (count: number) => ({ count, n: formatCount(count, locale) });

    async function compose(source: ShareSource): Promise<void> {
      try {
        const { identity } = useSignInStore.getState();
        const draft = await call('shares.create', {
          source,
          language: identity?.language ?? (i18n.language === 'ko' ? 'ko' : 'en'),
          ...lastChoice(useSharesStore.getState().shares),
        });
        put(draft);
        useNavigationStore.getState().openShare(draft.id);
      } catch (error) {
        failed(error);
      }
    }
    return {
      compose,
      composePhotos(assetIds) {
        if (assetIds.length > 0) void compose({ assetIds });
      },
      async send(share) {
        try {
          put(await call('shares.send', { id: share.id }));
          return true;
        } catch (error) {
          return failed(error);
        }
      },
      async collect(share) {
        try {
          const { opened, choices, refused } = await call('shares.collect', share ? { id: share.id } : {});
          const more = [
            ...(opened > 0 ? [t('shares.collected.opened', counted(opened))] : []),
            ...(refused > 0 ? [t('shares.collected.refused', counted(refused))] : []),
          ];
          say({
            title:
              choices === 0 ? t('shares.collected.nothing') : t('shares.collected.title', counted(choices)),
            ...(more.length > 0 && { text: more.join(' ') }),
          });
        } catch (error) {
          failed(error);
        }
      },
      async copyLink(share, recipient) {
        const name = personName(recipient);
        try {
          const { link } = await call('shares.secrets', { id: share.id, recipientId: recipient.id });
          if (link === null) {
            say({ title: t('shares.person.noLink') });
            return;
          }
          await navigator.clipboard.writeText(link);
          say({ title: t('shares.person.linkCopied', { name }), text: t('shares.person.linkCopiedText') });
        } catch (error) {
          failed(error);
        }
      },
      async copyCaosLink(share, recipient) {
        const name = personName(recipient);
        try {
          const { link } = await call('shares.secrets', { id: share.id, recipientId: recipient.id });
          if (link === null) {
            say({ title: t('shares.person.noLink') });
            return;
          }
          await navigator.clipboard.writeText(caosLinkOf(link));
          say({ title: t('received.caosLinkCopied', { name }), text: t('received.caosLinkCopiedText') });
        } catch (error) {
          failed(error);
        }
      },
      async resend(share, recipient, what) {
        try {
          await call('shares.resend', { id: share.id, recipientId: recipient.id, what });
          say({
            title: t('shares.person.resent', { name: personName(recipient) }),
            text: t('shares.person.resentText'),
          });
        } catch (error) {
          failed(error);
        }
      },
      async extend(share, endsAtMs) {
        try {
          put(await call('shares.extend', { id: share.id, endsAtMs }));
          const date = formatDate(endsAtMs, locale);
          say({ title: t('shares.extendDialog.done', { title: share.title, date }) });
          return true;
        } catch (error) {
          return failed(error);
        }
      },
      async add(share, people) {
        try {
          const recipients = people.map(({ email, name, codeWay }) => ({ email, name, codeWay }));
          const changed = await call('shares.add', { id: share.id, recipients });
          put(changed);
          say({ title: t('shares.addDialog.done', { ...counted(people.length), title: share.title }) });
          return true;
        } catch (error) {
          return failed(error);
        }
      },
      async revoke(share, recipient) {
        try {
          put(
            await call('shares.revoke', {
              id: share.id,
              ...(recipient !== null && { recipientId: recipient.id }),
            }),
          );
          const { title } = share;
          say({
            title:
              recipient === null
                ? t('shares.revokeDialog.doneAll', { title })
                : t('shares.revokeDialog.doneOne', { title, name: personName(recipient) }),
          });
          return true;
        } catch (error) {
          return failed(error);
        }
      },
      async discard(share) {
        try {
          await call('shares.discard', { id: share.id });
          useSharesStore.getState().applyChanged({ shares: [], removedIds: [share.id] });
          const { view, shareId, go } = useNavigationStore.getState();
          if (view === 'share' && shareId === share.id) go('shares');
          say({
            title:
              share.state === 'draft' ? t('shares.discarded') : t('shares.forgotten', { title: share.title }),
          });
        } catch (error) {
          failed(error);
        }
      },
    };
  }, [t, i18n, locale, sentence]);
}
