/** Leads to signing in. */
import { useTranslation } from '../../i18n/use-locale';
import { useDialogsStore } from '../../stores/dialogs-store';
import { Button } from '../../ui/button';

export function SignInButton() {
  const { t } = useTranslation();
  const open = useDialogsStore((state) => state.open);
  return <Button onClick={() => open({ kind: 'sign-in' })}>{t('groups.signInAction')}</Button>;
}
