/** Writes a mail: subject, text and HTML, in the photographer's name and colour. Whatever a person typed is text in it, never markup. */
import { type MailKind, type MailLanguage, type MailParams, oneLine } from '../../../src-shared/domain/mail';
import { caosLinkOf } from '../../../src-shared/domain/received-link';
import { mailWords, openInCaos, type Told } from './words';

export interface MessageFacts {
  kind: MailKind;
  language: MailLanguage;
  params: MailParams;
  sender: { name: string; email: string; colour: string; signature: string };
  /** '': not known. */
  recipientName: string;
  link: string | null;
  code: string | null;
  /** What the HTML shows at its head: `cid:…` or `data:…`; null: the name alone. */
  logoSource: string | null;
  /** IANA name; default: that of this computer. */
  timeZone?: string;
}

export interface Message {
  subject: string;
  text: string;
  html: string;
}

/** It holds no secret: a list may show it. */
export const subjectOf = (facts: Omit<MessageFacts, 'link' | 'code' | 'logoSource'>): string =>
  oneLine(mailWords[facts.language][facts.kind].subject(toldBy(facts))).slice(0, 250);

/** Eight digits are read off and typed in two halves. */
const inGroups = (code: string): string => code.replace(/^(\d{4})(\d{4})$/, '$1 $2');

export function writeMessage(facts: MessageFacts): Message {
  const told = toldBy(facts);
  const words = mailWords[facts.language][facts.kind];
  const written = facts.params.message?.trim() ?? '';
  const shown = {
    heading: oneLine(words.heading(told)),
    greeting: words.greeting(told),
    opening: words.opening(told),
    written,
    link: facts.link,
    button: words.button,
    code: facts.code === null ? null : inGroups(facts.code),
    closing: words.closing(told),
    signature: facts.sender.signature.trim() || told.sender,
  };
  return { subject: subjectOf(facts), text: asText(shown), html: asHtml(shown, facts) };
}

type Shown = {
  heading: string;
  greeting: string;
  opening: string[];
  written: string;
  link: string | null;
  button: string;
  code: string | null;
  closing: string[];
  signature: string;
};

function toldBy({
  language,
  params,
  sender,
  recipientName,
  timeZone,
}: Pick<MessageFacts, 'language' | 'params' | 'sender' | 'recipientName' | 'timeZone'>): Told {
  const day = new Intl.DateTimeFormat(language === 'ko' ? 'ko-KR' : 'en-GB', {
    year: 'numeric',
    month: 'long',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    // Guests may live elsewhere.
    timeZoneName: 'short',
    ...(timeZone && { timeZone }),
  });
  return {
    sender: oneLine(sender.name) || sender.email,
    recipient: oneLine(recipientName),
    params,
    until: params.untilMs === undefined ? '' : day.format(params.untilMs),
  };
}

function asText(shown: Shown): string {
  const quoted = shown.written === '' ? [] : [shown.written.replace(/^/gm, '> ')];
  const parts = [
    shown.greeting,
    ...shown.opening,
    ...quoted,
    ...(shown.code === null ? [] : [`    ${shown.code}`]),
    ...(shown.link === null ? [] : [shown.link]),
    ...shown.closing,
    `-- \n${shown.signature}`,
  ];
  return `${parts.join('\n\n').replace(/\r\n?/g, '\n')}\n`;
}

export const escapeHtml = (text: string): string =>
  text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/'/g, '&#39;')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: those that XML and mail programs choke on
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, '');

const lines = (text: string): string => escapeHtml(text.replace(/\r\n?/g, '\n')).replace(/\n/g, '<br>');

const FONT =
  "font-family:-apple-system,BlinkMacSystemFont,'Segoe UI','Apple SD Gothic Neo','Malgun Gothic',Roboto,Helvetica,Arial,sans-serif";

/** Tables and inline styles: what every mail program draws alike. */
function asHtml(shown: Shown, { kind, language, sender, logoSource }: MessageFacts): string {
  const opensInCaos = !kind.startsWith('request-');
  const colour = /^#[0-9a-f]{6}$/i.test(sender.colour) ? sender.colour : '#2f6fed';
  const name = escapeHtml(oneLine(sender.name) || sender.email);
  const paragraph = (text: string): string =>
    `<p style="margin:0 0 16px;font-size:16px;line-height:1.55;color:#1d2126">${lines(text)}</p>`;
  const head =
    logoSource === null
      ? `<span style="font-size:18px;font-weight:600;color:#1d2126">${name}</span>`
      : `<img src="${escapeHtml(logoSource)}" alt="${name}" style="display:block;max-width:240px;max-height:96px;border:0">`;
  const body = [
    `<h1 style="margin:0 0 20px;font-size:24px;line-height:1.3;font-weight:600;color:#1d2126">${escapeHtml(shown.heading)}</h1>`,
    paragraph(shown.greeting),
    ...shown.opening.map(paragraph),
    shown.written === '' ? '' : quote(shown.written, colour),
    shown.code === null ? '' : codeBlock(shown.code, colour),
    shown.link === null
      ? ''
      : button(shown.link, shown.button, colour, opensInCaos ? openInCaos[language] : null),
    ...shown.closing.map(paragraph),
  ];
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light"><meta name="referrer" content="no-referrer"><title>${escapeHtml(shown.heading)}</title></head>
<body style="margin:0;padding:0;background:#f3f4f6;${FONT}">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="background:#f3f4f6"><tr><td align="center" style="padding:32px 16px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:560px;background:#ffffff;border-top:4px solid ${colour};border-radius:6px">
<tr><td style="padding:28px 32px 0;${FONT}">${head}</td></tr>
<tr><td style="padding:24px 32px 12px;${FONT};overflow-wrap:anywhere">
${body.filter(Boolean).join('\n')}
</td></tr>
<tr><td style="padding:16px 32px 28px;border-top:1px solid #e5e7eb;font-size:14px;line-height:1.5;color:#565d66;${FONT}">${lines(shown.signature)}</td></tr>
</table></td></tr></table></body></html>
`;
}

const quote = (text: string, colour: string): string =>
  `<blockquote style="margin:0 0 20px;padding:4px 0 4px 16px;border-left:3px solid ${colour};font-size:16px;line-height:1.55;color:#1d2126">${lines(text)}</blockquote>`;

const codeBlock = (code: string, colour: string): string =>
  `<p style="margin:8px 0 24px;padding:16px;background:#f3f4f6;border-radius:6px;text-align:center;font:600 28px/1.2 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;letter-spacing:3px;color:${readableOnLight(colour)}">${escapeHtml(code)}</p>`;

const button = (link: string, label: string, colour: string, inCaos: string | null): string =>
  `<p style="margin:8px 0 16px"><a href="${escapeHtml(link)}" style="display:inline-block;padding:13px 26px;background:${colour};border-radius:6px;color:${textOn(colour)};font-size:16px;font-weight:600;text-decoration:none">${escapeHtml(label)}</a></p>
<p style="margin:0 0 20px;font-size:13px;line-height:1.5;color:#565d66;word-break:break-all">${escapeHtml(link)}</p>
${inCaos !== null && /^https?:/i.test(link) ? `<p style="margin:0 0 20px;font-size:13px;line-height:1.5"><a href="${escapeHtml(caosLinkOf(link))}" style="color:#565d66">${escapeHtml(inCaos)}</a></p>` : ''}`;

/** Relative luminance as WCAG 2.2 counts it. */
function luminance(colour: string): number {
  const channel = (at: number): number => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}
/** Pure black: with any other ink some colours would have less contrast than 4.5 to 1 on either side. */
const textOn = (colour: string): string => (luminance(colour) > 0.179 ? '#000000' : '#ffffff');
/** Codes must be read by everybody, whatever the photographer's colour. */
const readableOnLight = (colour: string): string => (luminance(colour) < 0.17 ? colour : '#1d2126');
