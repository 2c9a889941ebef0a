// Screens of the words of photos: the info panel, many photos at once, templates, and what waits.

const koLight = 'language=ko&locale=ko-KR&theme=light';
const openAlbum = async (page) => {
  await page.getByRole('button', { name: 'Wedding Kim & Lee', exact: true }).first().click();
  await page.locator('[role="gridcell"], [role="option"]').nth(3).click();
};
const editMarked = (language) => async (page) => {
  await openAlbum(page);
  await page
    .locator('[role="gridcell"], [role="option"]')
    .nth(9)
    .click({ modifiers: ['Shift'] });
  await page
    .getByRole('button', { name: language === 'ko' ? /^사진 .*편집/ : /^Edit \d+ photos/ })
    .first()
    .click();
  await page.getByRole('dialog').waitFor();
};

export const editScreens = [
  ['edits-info', 'info=yes&edits=set', openAlbum],
  ['edits-info-ko-light', `info=yes&edits=set&${koLight}`, openAlbum],
  ['edits-info-empty', 'info=yes&edits=none', openAlbum],
  ['edits-info-offline-light', 'info=yes&edits=offline&theme=light', openAlbum],
  [
    'edits-info-keyword',
    'info=yes&edits=set',
    async (page) => {
      await openAlbum(page);
      const input = page.getByRole('combobox', { name: 'Keywords' });
      await input.pressSequentially('ce');
      await page.waitForTimeout(300);
    },
  ],
  ['edits-batch', 'info=yes&edits=set&templates=yes', editMarked('en')],
  ['edits-batch-ko-light', `info=yes&edits=set&templates=yes&${koLight}`, editMarked('ko')],
  [
    'edits-batch-touched',
    'info=yes&edits=set&templates=yes',
    async (page) => {
      await editMarked('en')(page);
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('button', { name: 'Remove wedding' }).click();
      await dialog.getByRole('combobox', { name: 'Keywords' }).fill('Jeju');
      await dialog.getByRole('combobox', { name: 'Keywords' }).press('Enter');
      await dialog.getByRole('button', { name: 'Template', exact: true }).click();
      await page.getByRole('menuitem', { name: 'My copyright' }).click();
    },
  ],
  ['edits-ask', 'edits=ask', openAlbum],
  [
    'edits-ask-and-listing',
    'edits=ask',
    async (page) => {
      await openAlbum(page);
      await page.evaluate(() =>
        window.emitEvent({
          name: 'albums.listing',
          payload: {
            albumId: '00000000-0000-4000-8000-000000000100',
            state: 'failed',
            seenObjects: 0,
            addedAssets: 0,
            removedAssets: 0,
            error: {
              code: 'unreachable',
              message: 'objects.example.com does not answer. Check the internet connection.',
              retry: 'later',
            },
          },
        }),
      );
    },
  ],
  ['edits-ask-ko-light', `edits=ask&${koLight}`, openAlbum],
  [
    'edits-templates',
    'templates=yes',
    async (page) => {
      await page.getByRole('button', { name: 'Settings', exact: true }).first().click();
      await page.getByRole('heading', { name: 'Templates' }).scrollIntoViewIfNeeded();
    },
  ],
  [
    'edits-template-new-ko-light',
    koLight,
    async (page) => {
      await page.getByRole('button', { name: '설정', exact: true }).first().click();
      await page.getByRole('button', { name: '새 서식…' }).click();
      await page.getByRole('dialog').getByRole('button', { name: '저장' }).click();
    },
  ],
];
