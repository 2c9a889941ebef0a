/** A button that lets the person choose one file; the page gets the file itself. */
import { type ReactNode, useRef } from 'react';
import { Button } from './button';

export function FileButton({
  children,
  icon,
  disabled = false,
  onFile,
}: {
  children: string;
  icon?: ReactNode;
  disabled?: boolean;
  onFile: (file: File) => void;
}) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button icon={icon} disabled={disabled} focusableWhenDisabled onClick={() => input.current?.click()}>
        {children}
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        tabIndex={-1}
        aria-label={children}
        onChange={(event) => {
          const file = event.target.files?.[0];
          event.target.value = ''; // the same file may be chosen again
          if (file) onFile(file);
        }}
      />
    </>
  );
}
