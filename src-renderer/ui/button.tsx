/** Buttons: with words, and with an icon that has a name. */
import { Button as BaseButton } from '@base-ui/react/button';
import type { ComponentProps, ReactNode } from 'react';
import styles from './button.module.css';
import { classNames } from './class-names';
import { Tooltip } from './tooltip';

type BaseProps = Omit<ComponentProps<typeof BaseButton>, 'className' | 'style'> & { className?: string };

export interface ButtonProps extends BaseProps {
  /** `main`: the one thing to do here. `danger`: cannot be taken back. */
  tone?: 'plain' | 'main' | 'quiet' | 'danger';
  size?: 'normal' | 'large';
  icon?: ReactNode;
}

export function Button({ tone = 'plain', size = 'normal', icon, className, children, ...rest }: ButtonProps) {
  return (
    <BaseButton
      type="button"
      {...rest}
      className={classNames(styles.button, styles[tone], size === 'large' && styles.large, className)}
    >
      {icon}
      {children}
    </BaseButton>
  );
}

export interface IconButtonProps extends Omit<BaseProps, 'children'> {
  /** Its name for a screen reader and its tooltip. */
  label: string;
  icon: ReactNode;
  /** Shown in the tooltip, as `Ctrl+N`. */
  keys?: string;
  size?: 'normal' | 'small';
  /** False where the name is plain to see from the place. */
  tooltip?: boolean;
  tooltipSide?: 'top' | 'bottom' | 'left' | 'right';
}

export function IconButton({
  label,
  icon,
  keys,
  size = 'normal',
  tooltip = true,
  tooltipSide = 'bottom',
  className,
  ...rest
}: IconButtonProps) {
  const button = (
    <BaseButton
      type="button"
      aria-label={label}
      {...rest}
      className={classNames(styles.button, styles.icon, size === 'small' && styles.small, className)}
    >
      {icon}
    </BaseButton>
  );
  if (!tooltip) return button;
  return (
    <Tooltip text={label} side={tooltipSide} {...(keys !== undefined && { keys })}>
      {button}
    </Tooltip>
  );
}
