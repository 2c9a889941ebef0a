/** Elements made of data: text is always a text node, so nothing that came from outside is ever parsed as HTML. */

type Child = Node | string | null | undefined | false;

interface Props {
  class?: string;
  /** Attributes as they are; true writes an empty one, false and undefined none. */
  [attribute: string]: string | number | boolean | undefined | ((event: never) => void);
}

/** `on…` props are listeners: `onclick`, `onkeydown`. */
export function h<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  props: Props = {},
  ...children: Child[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (typeof value === 'function') element.addEventListener(name.slice(2), value as EventListener);
    else setAttribute(element, name, value);
  }
  element.append(...children.filter((child): child is Node | string => Boolean(child)));
  return element;
}

export function setAttribute(
  element: Element,
  name: string,
  value: string | number | boolean | undefined,
): void {
  if (value === undefined || value === false) element.removeAttribute(name);
  else element.setAttribute(name, value === true ? '' : String(value));
}

/** Custom properties, by CSSOM: the page's policy allows no style attributes. */
export function setVariables(element: HTMLElement, variables: Record<string, string | number>): void {
  for (const [name, value] of Object.entries(variables)) element.style.setProperty(name, String(value));
}

const paths = {
  heart: 'M12 20.3S3.8 15.2 3.8 9.3A4.5 4.5 0 0 1 12 6.7a4.5 4.5 0 0 1 8.2 2.6c0 5.9-8.2 11-8.2 11Z',
  close: 'M6 6l12 12M18 6L6 18',
  back: 'M15 5l-7 7 7 7',
  forward: 'M9 5l7 7-7 7',
  download: 'M12 4v11m0 0l-4.5-4.5M12 15l4.5-4.5M5 20h14',
  note: 'M5 5h14v10.5h-7.5L7.5 19v-3.5H5Z',
  zoom: 'M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13Zm4.7-1.8L20 20M10.5 7.8v5.4M7.8 10.5h5.4',
  play: 'M8 5.2v13.6L19 12Z',
  check: 'M5 12.5l4.5 4.5L19 7.5',
};

export function icon(name: keyof typeof paths): SVGSVGElement {
  const namespace = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(namespace, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('class', `icon icon-${name}`);
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(namespace, 'path');
  path.setAttribute('d', paths[name]);
  svg.append(path);
  return svg;
}
