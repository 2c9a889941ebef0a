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
        [['Mod+F'], t('search.keys.find')],
        [['Mod+Z'], t('libraryKeys.undo')],
        [['Mod+Shift+Z'], t('libraryKeys.redo')],
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
        [['Mod+Shift+I'], t('libraryKeys.invert')],
        [['Shift+→'], t('keys.extend')],
        [['Shift+A'], t('libraryKeys.group')],
        [['C'], t('libraryKeys.compare')],
        [['B'], t('libraryKeys.toSelection')],
        [['Shift+B'], t('selections.keys.addTo')],
        [['Alt+←', 'Alt+→'], t('selections.keys.move')],
        [['S', 'Shift+S'], t('libraryKeys.openStack')],
        [['Mod+G'], t('libraryKeys.stack')],
        [['Mod+Shift+G'], t('libraryKeys.unstack')],
        [['E'], t('edits.menu')],
        [['Mod+Shift+S'], t('shares.key')],
        [['D'], t('keys.downloadMarked')],
        [['Del'], t('libraryKeys.trash')],
        [['+', '−'], t('keys.photoSize')],
        [[t('common.keyName.Tab')], t('keys.toggleSides')],
        [['I'], t('keys.toggleInfo')],
      ],
    },
    {
      title: t('libraryKeys.culling'),
      rows: [
        [['0', '…', '5'], t('libraryKeys.stars')],
        [['6', '7', '8', '9'], t('libraryKeys.colours')],
        [['P'], t('libraryKeys.pick')],
        [['X'], t('libraryKeys.reject')],
        [['U'], t('libraryKeys.unmark')],
        [['Shift'], t('libraryKeys.otherWay')],
      ],
    },
    {
      title: t('keys.inViewer'),
      rows: [
        [['→', '←'], t('keys.nextPhoto')],
        [['Z'], t('keys.zoom')],
        [['+', '−'], t('libraryKeys.zoomSteps')],
        [['T'], t('libraryKeys.filmstrip')],
        [['C'], t('libraryKeys.compare')],
        [[t('common.keyName.Tab')], t('libraryKeys.nextCompared')],
        [['H'], t('libraryKeys.histogram')],
        [['E'], t('libraryKeys.peaking')],
        [['L'], t('keys.ground')],
        [['D'], t('keys.downloadPhoto')],
        [['F'], t('keys.fullScreen')],
        [['M'], t('libraryKeys.secondDisplay')],
        [['I'], t('keys.toggleInfo')],
        [[t('common.keyName.Esc')], t('keys.back')],
      ],
    },
    {
      title: t('libraryKeys.film'),
      rows: [
        [[t('common.keyName.Space')], t('libraryKeys.play')],
        [['J', 'K', 'L'], t('libraryKeys.filmKeys')],
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
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and nothing in it could take the keyboard */}
      <section className={styles.columns} tabIndex={0} aria-label={t('keys.title')}>
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
      </section>
    </Dialog>
  );
}
