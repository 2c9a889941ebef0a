/** Every key of the app, by place. */
import { useTranslation } from '../../i18n/use-locale';
import { Dialog } from '../../ui/dialog';
import { Kbd } from '../../ui/kbd';
import styles from './keys-dialog.module.css';

export function KeysDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const arrows = '← → ↑ ↓';
  const groups: Array<{ title: string; rows: Array<[keys: string[], what: string]> }> = [
    {
      title: t('keys.everywhere'),
      rows: [
        [['?'], t('keys.showKeys')],
        [['Mod+N'], t('keys.newAlbum')],
        [['Mod+O'], t('keys.importFolder')],
        [['Mod+,'], t('keys.settings')],
        [['F6'], t('keys.nextRegion')],
        [['Shift+F6'], t('keys.previousRegion')],
        [['Shift+F10'], t('keys.menu')],
        [[t('common.keyName.Esc')], t('keys.back')],
      ],
    },
    {
      title: t('keys.inAlbum'),
      rows: [
        [[arrows], t('keys.move')],
        [[t('common.keyName.Enter'), t('common.keyName.Space'), 'F'], t('keys.open')],
        [[`Mod+${t('common.keyName.Space')}`], t('keys.mark')],
        [['Mod+A'], t('keys.markAll')],
        [['Shift+→'], t('keys.extend')],
        [['D'], t('keys.downloadMarked')],
        [['+', '−'], t('keys.photoSize')],
        [[t('common.keyName.Tab')], t('keys.toggleSides')],
        [['I'], t('keys.toggleInfo')],
      ],
    },
    {
      title: t('keys.inViewer'),
      rows: [
        [['→', '←'], t('keys.nextPhoto')],
        [['Z'], t('keys.zoom')],
        [['L'], t('keys.ground')],
        [['D'], t('keys.downloadPhoto')],
        [['F'], t('keys.fullScreen')],
        [['I'], t('keys.toggleInfo')],
        [[t('common.keyName.Esc')], t('keys.back')],
      ],
    },
    {
      title: t('keys.inStorage'),
      rows: [
        [['↑', '↓'], t('keys.moveRows')],
        [[t('common.keyName.Enter')], t('keys.openRow')],
        [[t('common.keyName.Space')], t('keys.checkRow')],
        [['Shift+↓'], t('keys.extendRows')],
        [['Del'], t('keys.removeRows')],
        [['Backspace'], t('browser.up')],
      ],
    },
  ];
  return (
    <Dialog open onClose={onClose} title={t('keys.title')} closeLabel={t('common.close')} wide>
      <div className={styles.columns}>
        {groups.map((group) => (
          <section key={group.title} className={styles.group}>
            <h3 className={styles.heading}>{group.title}</h3>
            <dl>
              {group.rows.map(([keys, what]) => (
                <div key={what} className={styles.row}>
                  <dt>{what}</dt>
                  <dd className={styles.caps}>
                    {keys.map((key) =>
                      key === '+' ? (
                        <kbd key={key} className={styles.plus}>
                          +
                        </kbd>
                      ) : (
                        <Kbd key={key} keys={key} />
                      ),
                    )}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
