/** Makes the bytes of a mail: headers that nothing typed can break out of, text and HTML side by side, the logo inside. */
import MailComposer from 'nodemailer/lib/mail-composer';
import { oneLine } from '../../src-shared/domain/mail';

export interface Logo {
  type: string;
  bytes: Uint8Array;
}

/** What the HTML calls the logo by. */
export const LOGO_CID = 'logo@caos';

export interface MailParts {
  messageId: string;
  atMs: number;
  /** null: a draft that whoever opens it sends as themselves. */
  from: { email: string; name: string } | null;
  to: { email: string; name: string };
  /** Where answers go, when not to `from`. */
  replyTo: string | null;
  subject: string;
  text: string;
  /** The logo as `cid:` of `LOGO_CID`. */
  html: string;
  logo: Logo | null;
  /** A file that mail programs open to be sent. */
  draft?: boolean;
}

export function composeMail(parts: MailParts): Promise<Buffer> {
  const address = ({ email, name }: MailParts['to']) => ({ name: oneLine(name), address: oneLine(email) });
  return new MailComposer({
    messageId: parts.messageId,
    date: new Date(parts.atMs),
    ...(parts.from && { from: address(parts.from) }),
    to: address(parts.to),
    ...(parts.replyTo && { replyTo: oneLine(parts.replyTo) }),
    ...(parts.draft && { headers: { 'X-Unsent': '1' } }),
    subject: oneLine(parts.subject),
    text: parts.text,
    html: parts.html,
    ...(parts.logo && {
      attachments: [
        {
          filename: `logo.${parts.logo.type.slice(parts.logo.type.indexOf('/') + 1)}`,
          content: Buffer.from(parts.logo.bytes),
          contentType: parts.logo.type,
          contentDisposition: 'inline',
          cid: LOGO_CID,
        },
      ],
    }),
    // What a person typed never names a file or an address to read.
    disableFileAccess: true,
    disableUrlAccess: true,
  })
    .compile()
    .build();
}
