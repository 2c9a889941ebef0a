/** Takes long properties that are none of ours out of a packet's text before it is parsed, and puts them back byte for byte. */

/*
 * [Note: lifted properties] Lightroom's masks make sidecars of a megabyte, and a document of that takes more than a second of the main thread.
 * A property of another namespace is neither read nor changed here, so its text need not become a document at all: a processing instruction
 * stands in for it and for those of its kind that follow. This is one pass over the characters, whatever the text is.
 */

export interface LiftedText {
  text: string;
  lifted: string[];
}

/** Shorter ones are cheaper to parse than to lift. */
const MIN_LIFTED = 1500;
/** Elements deeper than this are no metadata of anybody, and what reads a document of them needs no deeper stack. */
const MAX_DEPTH = 200;
const TARGET = 'caos-lifted';
const standIn = new RegExp(`<\\?${TARGET} (\\d+)\\?>`, 'g');

/**
 * `isOurs` tells of a namespace. null: tags do not close each other, elements are too deep, there is a document type (entities live there), or
 * the text tries to pass for one of ours.
 */
export function liftForeign(text: string, isOurs: (namespace: string) => boolean): LiftedText | null {
  if (text.includes(TARGET)) return null;
  const ours = prefixesOf(text, isOurs);
  const open: string[] = [];
  /** How many elements are open around a property; not known before rdf:RDF. */
  let propertyDepth = -1;
  let from = -1;
  /** A row of foreign properties with nothing of ours between them. */
  let row = null as { from: number; end: number } | null;
  let rest = 0;
  const parts: string[] = [];
  const lifted: string[] = [];
  const lift = (): void => {
    if (row !== null && row.end - row.from >= MIN_LIFTED) {
      parts.push(text.slice(rest, row.from), `<?${TARGET} ${lifted.length}?>`);
      lifted.push(text.slice(row.from, row.end));
      rest = row.end;
    }
    row = null;
  };
  for (let at = text.indexOf('<'); at >= 0; ) {
    const tag = tagAt(text, at);
    if (tag === null) return null;
    const { kind, name, end } = tag;
    if (kind === 'open' || kind === 'empty') {
      if (/(?:^|:)RDF$/.test(name) && propertyDepth < 0) propertyDepth = open.length + 2;
      if (open.length === propertyDepth && isForeign(name, ours)) from = at;
      else if (from < 0) lift();
      if (kind === 'open') open.push(name);
      if (open.length > MAX_DEPTH) return null;
    } else if (kind === 'close' && open.pop() !== name) return null;
    if (kind === 'close' && open.length < propertyDepth) lift();
    if (from >= 0 && kind !== 'other' && open.length === propertyDepth) {
      row = { from: row?.from ?? from, end };
      from = -1;
    }
    at = text.indexOf('<', end);
  }
  return open.length > 0 ? null : { text: parts.join('') + text.slice(rest), lifted };
}

export const putBack = (text: string, lifted: readonly string[]): string =>
  text.replace(standIn, (whole, n: string) => lifted[Number(n)] ?? whole);

/** One without prefix may belong to any namespace. */
const isForeign = (name: string, ours: ReadonlySet<string>): boolean => {
  const colon = name.indexOf(':');
  return colon > 0 && !ours.has(name.slice(0, colon));
};

/** Bound to a namespace of ours anywhere in the text. */
function prefixesOf(text: string, isOurs: (namespace: string) => boolean): Set<string> {
  const found = new Set<string>();
  for (const [, prefix = '', , namespace = ''] of text.matchAll(
    /xmlns:([^\s=]{1,100})\s{0,9}=\s{0,9}(["'])([^"'<]{0,300})\2/g,
  ))
    if (isOurs(namespace)) found.add(prefix);
  return found;
}

interface Tag {
  kind: 'open' | 'empty' | 'close' | 'other';
  name: string;
  /** Behind its last character. */
  end: number;
}

/** The tag that begins at `at`; null: it has no end, or is a document type. */
export function tagAt(text: string, at: number): Tag | null {
  const other = (until: string): Tag | null => {
    const end = text.indexOf(until, at + 2);
    return end < 0 ? null : { kind: 'other', name: '', end: end + until.length };
  };
  if (text.startsWith('<!--', at)) return other('-->');
  if (text.startsWith('<![CDATA[', at)) return other(']]>');
  if (text.startsWith('<?', at)) return other('?>');
  if (text.startsWith('<!', at)) return null;
  const closes = text.startsWith('</', at);
  const end = endOfTag(text, at + 1);
  if (end < 0) return null;
  const empty = text.charCodeAt(end - 2) === 0x2f;
  const name =
    /^[^\s/>]{1,300}/.exec(text.slice(at + (closes ? 2 : 1), Math.min(end - 1, at + 302)))?.[0] ?? '';
  if (name === '') return null;
  return { kind: closes ? 'close' : empty ? 'empty' : 'open', name, end };
}

/** Behind the `>` that is in no attribute; -1: there is none. */
function endOfTag(text: string, from: number): number {
  for (let at = from; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x3e) return at + 1;
    if (code === 0x3c) return -1;
    if (code === 0x22 || code === 0x27) {
      at = text.indexOf(code === 0x22 ? '"' : "'", at + 1);
      if (at < 0) return -1;
    }
  }
  return -1;
}
