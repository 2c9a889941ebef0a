/** Particles follow the name a person typed, as it is read aloud. */
import { afterAll, expect, it } from 'vitest';
import { startI18n } from '../../../src-renderer/i18n';
import { withParticles } from '../../../src-renderer/i18n/korean-particles';

afterAll(() => void startI18n('en').changeLanguage('en'));

it.each([
  ['“제주”을(를) 삭제했습니다', '“제주”를 삭제했습니다'],
  ['“결혼식”을(를) 삭제했습니다', '“결혼식”을 삭제했습니다'],
  ['미나이(가) 열었습니다', '미나가 열었습니다'],
  ['이지윤이(가) 열었습니다', '이지윤이 열었습니다'],
  ['“제주”은(는) 열려 있습니다', '“제주”는 열려 있습니다'],
  ['“2024”과(와) “표지”', '“2024”와 “표지”'],
  ['“2023”과(와) “표지”', '“2023”과 “표지”'],
  ['“서울”(으)로 돌아가기', '“서울”로 돌아가기'],
  ['“부산”(으)로 돌아가기', '“부산”으로 돌아가기'],
  ['“Album picks”을(를) 삭제했습니다', '“Album picks”를 삭제했습니다'],
  ['“Hotel”을(를) 삭제했습니다', '“Hotel”을 삭제했습니다'],
  ['“Portrait”을(를) 삭제했습니다', '“Portrait”을(를) 삭제했습니다'],
  ['“結婚”을(를) 삭제했습니다', '“結婚”을(를) 삭제했습니다'],
])('%s', (written, read) => {
  expect(withParticles(written)).toBe(read);
});

it('holds for every word of the app', () => {
  const { t } = startI18n('ko');
  expect(t('selections.compare.headline', { one: '앨범', other: 'B' })).toBe('“앨범”과 “B”');
});
