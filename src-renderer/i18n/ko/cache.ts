/** 이 컴퓨터에 두는 그림 */
import type { WordsLike } from '../en';
import type { cache as en } from '../en/cache';

export const cache: WordsLike<typeof en> = {
  title: '이 컴퓨터에 있는 그림',
  limit: '미리보기 최대 용량',
  limitHint:
    '오래 보지 않은 것부터 지웁니다. 섬네일은 지우지 않으므로 네트워크 없이도 모든 앨범을 볼 수 있습니다.',
  counting: '세는 중…',
  thumbs: '섬네일',
  previews: '미리보기',
  keptBytes: '항상 두는 미리보기',
  noneKept: '한도와 관계없이 미리보기를 두려면 앨범 메뉴에서 고르세요.',
  keptAlbum: '항상 둠: {{title}}',
  ready: '미리보기 {{total}}개 중 {{n}}개가 있습니다.',
  allReady: '미리보기 {{total}}개가 모두 있습니다.',
  dontKeep: '“{{title}}” 더 이상 항상 두지 않기',
  menu: '이 컴퓨터에 미리보기 항상 두기',
  keeps: '이 앨범의 미리보기를 항상 둡니다',
  keepsText: '없는 미리보기는 뒤에서 만듭니다.',
  keepsNot: '이 앨범의 미리보기를 더 이상 항상 두지 않습니다',
  keepFailed: '바꾸지 못했습니다',
};
