/** A name for a file dialog, made of what the page suggests. */

/** Without what some system does not allow in a name; '' when nothing is left. */
export const fileNameOf = (suggested: string): string =>
  [...suggested]
    .map((letter) => (letter < ' ' || '<>:"/\\|?*'.includes(letter) ? ' ' : letter))
    .join('')
    .replace(/\s+/g, ' ')
    .replace(/^[\s.]+|[\s.]+$/g, '')
    .slice(0, 120);
