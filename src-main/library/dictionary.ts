/** Gives each text a small number, so that a column of 200,000 texts is a column of numbers. */
export interface Dictionary {
  /** Known or new; 0 for null. */
  code(text: string | null): number;
  /** undefined: no photo ever had it. */
  find(text: string): number | undefined;
  /** null for code 0. */
  text(code: number): string | null;
  /** Codes are below it. */
  size(): number;
}

export function createDictionary(): Dictionary {
  const texts: Array<string | null> = [null];
  const codes = new Map<string, number>();
  return {
    code(text) {
      if (text === null) return 0;
      const known = codes.get(text);
      if (known !== undefined) return known;
      codes.set(text, texts.length);
      return texts.push(text) - 1;
    },
    find: (text) => codes.get(text),
    text: (code) => texts[code] ?? null,
    size: () => texts.length,
  };
}
