/** Mails of one share for one person, and the secrets of that share as the vault holds them. */
import type { NewMail } from '../../src-main/services/mail/queue-mail';
import { RecipientId, ShareId } from '../../src-shared/units';

export const shareId = ShareId.parse('6f1c2b1e-58a8-4bb0-9d4b-0f2f5f1e7a01');
export const recipientId = RecipientId.parse('6f1c2b1e-58a8-4bb0-9d4b-0f2f5f1e7a02');
export const link = 'https://store.test/p/abc?temp_url_sig=1&inline#L-of-256-bits';
export const code = 'K7QZM-3XW9D';

export const linkMail = (change: Partial<NewMail> = {}): NewMail => ({
  kind: 'share-link',
  to: { email: 'mina@example.test', name: 'Mina Park' },
  language: 'en',
  params: {
    title: 'Wedding Kim',
    message: 'Here they are.\nEnjoy!',
    photoCount: 200,
    untilMs: Date.UTC(2026, 11, 1),
    codeWay: 'mail',
  },
  secrets: { link: { vault: `share/${shareId}`, path: ['recipients', recipientId, 'link'] } },
  refs: { shareId, recipientId },
  ...change,
});
export const codeMail = (change: Partial<NewMail> = {}): NewMail => ({
  ...linkMail(),
  kind: 'share-code',
  params: { title: 'Wedding Kim' },
  secrets: { code: { vault: `share/${shareId}`, path: ['recipients', recipientId, 'code'] } },
  ...change,
});

export const keepShareSecrets = (secrets: Map<string, string>): void =>
  void secrets.set(
    `share/${shareId}`,
    JSON.stringify({ recipients: { [recipientId]: { link, code, L: 'L-of-256-bits' } } }),
  );
