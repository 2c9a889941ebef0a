// Screens of selections: name, address, what to do before the picture.

const koLight = 'language=ko&locale=ko-KR&theme=light';

const openSelection = (name) => async (page) => {
  await page
    .getByRole('button', { name: new RegExp(`^${name}`) })
    .first()
    .click();
  await page.waitForTimeout(600);
};
const inMenu = (name, entry) => async (page) => {
  await page
    .getByRole('button', { name: new RegExp(`^${name}`) })
    .first()
    .click({ button: 'right' });
  await page.getByRole('menuitem', { name: entry, exact: true }).click();
  await page.waitForTimeout(300);
};
const choosing = (typed) => async (page) => {
  await openSelection('Album picks')(page);
  await page.getByRole('listbox').first().getByRole('option').nth(2).click();
  await page.keyboard.press('Shift+B');
  await page.keyboard.type(typed);
  await page.waitForTimeout(300);
};

export const selectionScreens = [
  ['selection', 'selections=5', openSelection('Album picks')],
  ['selection-ko-light', `selections=5&${koLight}`, openSelection('Album picks')],
  ['selection-small', 'selections=5', openSelection('Everything the client')],
  ['selection-none', 'selections=5&list=empty', openSelection('Höfn')],
  ['selection-none-ko-light', `selections=5&list=empty&${koLight}`, openSelection('Höfn')],
  ['selection-failed', 'selections=5&fail=index', openSelection('Album picks')],
  ['selection-away', 'selections=5', openSelection('Kim & Lee')],
  ['selection-choose', 'selections=5', choosing('')],
  ['selection-choose-new-ko-light', `selections=5&${koLight}`, choosing('앨')],
  [
    'selection-menu',
    'selections=5',
    async (page) => {
      await page
        .getByRole('button', { name: /^Album picks/ })
        .first()
        .click({ button: 'right' });
      await page.waitForTimeout(300);
    },
  ],
  ['selection-export', 'selections=5', inMenu('Album picks', 'Export…')],
  ['selection-export-ko-light', `selections=5&${koLight}`, inMenu('Album picks', '내보내기…')],
  ['selection-merge', 'selections=5&theme=light', inMenu('Album picks', 'Merge with…')],
  [
    'selection-compare',
    'selections=5',
    async (page) => {
      await inMenu('Album picks', 'Compare with…')(page);
      await page.getByRole('button', { name: 'Compare', exact: true }).click();
      await page.waitForTimeout(500);
    },
  ],
  [
    'selection-compare-ko-light',
    `selections=5&${koLight}`,
    async (page) => {
      await inMenu('Album picks', '다른 셀렉션과 비교…')(page);
      await page.getByRole('button', { name: '비교', exact: true }).click();
      await page.waitForTimeout(500);
    },
  ],
  [
    'selection-rename',
    'selections=5&theme=light',
    async (page) => {
      await openSelection('Album picks')(page);
      await page.getByRole('heading', { name: 'Album picks' }).getByRole('button').click();
    },
  ],
];
