/** After something was tried that cannot be: the marks are drawn first, then the first wrong field takes the focus. */
export const focusInvalid = (within: string): void =>
  void requestAnimationFrame(() =>
    document.querySelector<HTMLElement>(`${within} [aria-invalid="true"]`)?.focus(),
  );
