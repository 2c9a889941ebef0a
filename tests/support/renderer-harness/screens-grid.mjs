// Screens of the grid: name, address, what to do before the picture.

const koLight = 'language=ko&locale=ko-KR&theme=light';
const album = 'Wedding Kim & Lee';

const openAlbum = async (page) => {
  await page.getByRole('button', { name: album, exact: true }).first().click();
  await page.getByRole('listbox').first().getByRole('option').nth(8).waitFor();
  await page.waitForTimeout(400);
};
const photo = (page, n) => page.getByRole('listbox').first().getByRole('option').nth(n);
const scrolled = (px) => async (page) => {
  await openAlbum(page);
  await page
    .getByRole('listbox')
    .first()
    .evaluate((field, to) => field.scrollTo(0, to), px);
  await page.waitForTimeout(500);
};
const marked = async (page) => {
  await openAlbum(page);
  await photo(page, 1).click();
  await photo(page, 4).click({ modifiers: ['Shift'] });
  await photo(page, 7).click({ modifiers: ['Control'] });
};
const menu = (name) => async (page) => {
  await marked(page);
  await photo(page, 2).click({ button: 'right' });
  await page.getByRole('menuitem', { name, exact: true }).click();
};

export const gridScreens = [
  ['grid-days', 'groups=day&stacks=yes', openAlbum],
  ['grid-days-sticky-light', 'groups=day&stacks=yes&theme=light', scrolled(700)],
  ['grid-months-ko-light', `groups=month&stacks=yes&${koLight}`, scrolled(300)],
  ['grid-squares', 'mode=square&stacks=yes', openAlbum],
  ['grid-marked', 'stacks=yes', marked],
  [
    'grid-stack-open',
    'stacks=yes&theme=light',
    async (page) => {
      await openAlbum(page);
      await page.locator('[data-stack]').first().click();
      await page.waitForTimeout(300);
    },
  ],
  ['grid-menu-colours', 'stacks=yes', menu('Colour')],
  ['grid-menu-stack-ko-light', `stacks=yes&${koLight}`, menu('스택')],
  [
    'grid-view-menu',
    'groups=day',
    async (page) => {
      await openAlbum(page);
      await page.getByRole('button', { name: 'More for this album' }).click();
    },
  ],
  [
    'grid-everything',
    'stacks=yes',
    async (page) => {
      await page.getByRole('button', { name: 'All photos', exact: true }).click();
      await page.waitForTimeout(400);
    },
  ],
  ['grid-sidebar-many', 'albums=200&selections=100', openAlbum],
  ['grid-sidebar-many-ko-light', `albums=200&selections=100&${koLight}`, openAlbum],
  [
    'grid-empty-search',
    '',
    async (page) => {
      await openAlbum(page);
      await page
        .getByRole('main')
        .locator('input[type="search"], input[type="text"], input:not([type])')
        .first()
        .fill('nothing');
      await page.waitForTimeout(600);
    },
  ],
  ['grid-ten-thousand', 'assets=10000&groups=day', scrolled(60_000)],
  ['grid-squares-days-ko-light', `assets=10000&mode=square&groups=day&${koLight}`, scrolled(4000)],
  [
    'grid-seven-days-light',
    'assets=7&groups=day&theme=light',
    async (page) => {
      await page.getByRole('button', { name: album, exact: true }).first().click();
      await page.waitForTimeout(500);
    },
  ],
  ['grid-menu-flag-light', 'theme=light&stacks=yes', menu('Flag')],
  [
    'grid-one',
    'assets=1',
    async (page) => page.getByRole('button', { name: album, exact: true }).first().click(),
  ],
];
