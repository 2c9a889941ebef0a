/** Keeps a previewed page from doing what belongs to a page of its own: leaving, taking the keyboard, going back in time. */

export function quietPage(sentence: () => string): { forgetAddresses: () => void; explain: () => void } {
  // Its Back would be the composer's.
  history.pushState = () => undefined;
  // It is drawn anew with every key that is pressed beside it: the focus stays there.
  const focus = HTMLElement.prototype.focus;
  HTMLElement.prototype.focus = function (options) {
    if (document.hasFocus()) focus.call(this, options);
  };
  // Margins around what is seen count in a frame of another origin only where the frame itself is what it is seen in.
  window.IntersectionObserver = class extends IntersectionObserver {
    constructor(seen: IntersectionObserverCallback, options?: IntersectionObserverInit) {
      super(seen, { ...options, root: document });
    }
  };
  // Saving would ask where before it is refused.
  Object.defineProperty(window, 'showSaveFilePicker', { value: undefined });

  const line = document.createElement('p');
  line.className = 'preview-line';
  line.setAttribute('role', 'status');
  document.body.append(line);
  let hiding: ReturnType<typeof setTimeout> | undefined;
  const explain = () => {
    line.textContent = sentence();
    clearTimeout(hiding);
    hiding = setTimeout(() => {
      line.textContent = '';
    }, 5000);
  };
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a[href]') : null;
    if (!link) return;
    event.preventDefault();
    explain();
  });

  // Pictures are made anew when the watermark changes; the page itself only lets go of the large ones.
  let made: string[] = [];
  const create = URL.createObjectURL.bind(URL);
  URL.createObjectURL = (object) => {
    const address = create(object);
    made.push(address);
    return address;
  };
  return {
    explain,
    forgetAddresses: () => {
      const old = made;
      made = [];
      // What is still on the screen is there until the next drawing.
      setTimeout(() => old.forEach(URL.revokeObjectURL), 2000);
    },
  };
}
