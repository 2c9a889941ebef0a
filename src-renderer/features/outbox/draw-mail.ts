/**
 * Draws the HTML of a mail inside the page without letting any of it act: known elements only, no scripts, no links that lead anywhere,
 * pictures from the mail itself only. Its styles are set by script, since the page's policy allows none that are written in HTML.
 */

const allowedElements = new Set([
  'a',
  'b',
  'blockquote',
  'br',
  'center',
  'code',
  'div',
  'em',
  'font',
  'h1',
  'h2',
  'h3',
  'hr',
  'i',
  'img',
  'li',
  'ol',
  'p',
  'pre',
  'small',
  'span',
  'strong',
  'sub',
  'sup',
  'table',
  'tbody',
  'td',
  'tfoot',
  'th',
  'thead',
  'tr',
  'u',
  'ul',
]);
const allowedAttributes = new Set([
  'align',
  'valign',
  'width',
  'height',
  'colspan',
  'rowspan',
  'lang',
  'dir',
  'alt',
  'title',
  'bgcolor',
  'cellpadding',
  'cellspacing',
  'border',
  'class',
]);

/** Puts the mail into `root`, in place of what was there. */
export function drawMail(html: string, root: ShadowRoot): void {
  const mail = new DOMParser().parseFromString(renamed(html), 'text/html');
  const body = document.createElement('div');
  copyStyle(mail.body, body);
  for (const child of mail.body.childNodes) append(child, body);
  root.replaceChildren(body);
}

/** What the page's policy would complain of under another name: even a document that is only parsed is measured by it. */
const renamed = (html: string): string =>
  html.replace(/<[^>]*>/g, (tag) =>
    tag
      .replace(/^<(\/?)style\b/i, '<$1x-style')
      .replace(/\sstyle\s*=/gi, ' data-style=')
      .replace(/\son\w+\s*=/gi, ' data-on='),
  );

function append(node: Node, to: HTMLElement): void {
  if (node.nodeType === Node.TEXT_NODE) {
    to.append(node.textContent ?? '');
    return;
  }
  if (!(node instanceof HTMLElement)) return;
  const name = node.localName;
  if (!allowedElements.has(name)) {
    // Of what is not known the words stay; of scripts and styles nothing does.
    if (
      ![
        'script',
        'x-style',
        'style',
        'title',
        'head',
        'iframe',
        'object',
        'embed',
        'template',
        'noscript',
      ].includes(name)
    )
      for (const child of node.childNodes) append(child, to);
    return;
  }
  const copy = document.createElement(name);
  for (const { name: attribute, value } of node.attributes)
    if (allowedAttributes.has(attribute)) copy.setAttribute(attribute, value);
  const source = node.getAttribute('src') ?? '';
  if (name === 'img' && /^data:image\/(png|jpeg|gif|webp);/i.test(source)) copy.setAttribute('src', source);
  copyStyle(node, copy);
  for (const child of node.childNodes) append(child, copy);
  to.append(copy);
}

/** Nothing in a style may fetch, or leave the frame of the mail. */
function copyStyle(from: HTMLElement, to: HTMLElement): void {
  const style = from.dataset.style ?? '';
  if (style === '' || /url\s*\(|expression|@import/i.test(style)) return;
  to.style.cssText = style;
  if (/fixed|sticky/.test(to.style.position)) to.style.position = 'static';
}
