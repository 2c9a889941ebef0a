/** Sections of the INI files that the AWS tools and rclone write. */

export type IniSections = Map<string, Map<string, string>>;

/**
 * `[section]` lines and `name = value` lines; `#` and `;` begin a comment line; a value is taken as it stands, without quotes being
 * understood, as both programs do. Indented lines (nested settings of the AWS tools) belong to nothing we read. Later ones win.
 */
export function readIni(text: string): IniSections {
  const sections: IniSections = new Map();
  let current: Map<string, string> | null = null;
  for (const line of text.replace(/^\uFEFF/, '').split(/\r?\n/)) {
    if (/^\s*([#;].*)?$/.test(line) || /^\s/.test(line)) continue;
    const heading = /^\[([^\]]*)\]/.exec(line);
    if (heading) {
      const name = (heading[1] ?? '').trim();
      current = sections.get(name) ?? new Map();
      sections.set(name, current);
      continue;
    }
    const equals = line.indexOf('=');
    if (equals > 0) current?.set(line.slice(0, equals).trim().toLowerCase(), line.slice(equals + 1).trim());
  }
  return sections;
}
