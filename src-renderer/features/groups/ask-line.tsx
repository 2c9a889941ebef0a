/** A question under the line that it is about: what will happen, and two buttons. */
import { useTranslation } from '../../i18n/use-locale';
import { Button } from '../../ui/button';
import styles from './groups.module.css';

export function AskLine(props: { text: string; action: string; onDo: () => void; onClose: () => void }) {
  const { text, action, onDo, onClose } = props;
  const { t } = useTranslation();
  return (
    <div className={styles.row} role="alert">
      <p className={styles.words}>{text}</p>
      <Button onClick={onClose} autoFocus>
        {t('common.cancel')}
      </Button>
      <Button tone="danger" onClick={onDo}>
        {action}
      </Button>
    </div>
  );
}
