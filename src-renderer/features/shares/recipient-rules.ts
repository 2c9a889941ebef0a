/** Addresses as people type and paste them, and the people that were written to before. Pure. */
import { MailAddress } from '../../../src-shared/domain/mail';
import { MAX_RECIPIENTS, type Share, type ShareRecipient } from '../../../src-shared/domain/share';

export type RecipientDraft = Pick<ShareRecipient, 'email' | 'name' | 'codeWay'> & {
  /** Those that a draft has already. */
  id?: ShareRecipient['id'];
};

export interface TypedAddresses {
  /** New ones, in the order typed. */
  found: Array<{ email: string; name: string }>;
  /** What is no address; stays in the line to be mended. */
  rest: string;
  /** There were more than a share may have. */
  tooMany: boolean;
}

const longestName = 200;

export const isAddress = (text: string): boolean => MailAddress.safeParse(text).success;

/** Two spellings of one mailbox are one person. */
export const sameAddress = (one: string, other: string): boolean =>
  one.trim().toLowerCase() === other.trim().toLowerCase();

/** `Mina Kim <mina@kim.kr>, lee@example.com` -> two; those that are there already are left out. */
export function addressesIn(text: string, present: readonly { email: string }[]): TypedAddresses {
  const found: TypedAddresses['found'] = [];
  const rest: string[] = [];
  let tooMany = false;
  const take = (email: string, name: string): void => {
    if ([...present, ...found].some((other) => sameAddress(other.email, email))) return;
    if (present.length + found.length < MAX_RECIPIENTS) found.push({ email, name });
    else tooMany = true;
  };
  for (const part of partsOf(text)) {
    const named = /^(.*)<([^<>]+)>\s*$/.exec(part);
    const email = (named?.[2] ?? part).trim();
    const name = (named?.[1] ?? '')
      .trim()
      .replace(/^["']|["']$/g, '')
      .trim()
      .slice(0, longestName);
    const words = part.split(/\s+/);
    if (isAddress(email)) take(email, name);
    // Addresses copied out of a table have only blanks between them.
    else if (words.every(isAddress)) for (const word of words) take(word, '');
    else rest.push(part);
  }
  return { found, rest: rest.join(', '), tooMany };
}

/** Split at commas, semicolons and lines, but not within quotation marks: “Kim, Mina” is one name. */
function partsOf(text: string): string[] {
  const parts = text.match(/(?:"[^"]*"|[^,;\n"])+/g) ?? [];
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}

export interface KnownPerson {
  email: string;
  name: string;
}

/** Everyone a share went to, those of the newest first. */
export function knownPeople(shares: readonly Share[]): KnownPerson[] {
  const people = new Map<string, KnownPerson>();
  for (const { recipients } of shares)
    for (const { email, name } of recipients) {
      const key = email.toLowerCase();
      const known = people.get(key);
      if (known === undefined) people.set(key, { email, name });
      else if (known.name === '') known.name = name;
    }
  return [...people.values()];
}

const mostProposals = 8;

/** Those whose name or address has a word that begins so. Nothing for an empty line. */
export function proposedPeople(
  text: string,
  known: readonly KnownPerson[],
  present: readonly { email: string }[],
): KnownPerson[] {
  const wanted = text.trim().normalize('NFC').toLowerCase();
  if (wanted === '') return [];
  const begins = (words: string): boolean => {
    const folded = words.normalize('NFC').toLowerCase();
    return folded.startsWith(wanted) || folded.split(/[\s@._-]+/).some((word) => word.startsWith(wanted));
  };
  return known
    .filter(({ email, name }) => begins(name) || begins(email))
    .filter(({ email }) => !present.some((other) => sameAddress(other.email, email)))
    .slice(0, mostProposals);
}
