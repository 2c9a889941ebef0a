/** 휴지통 */
import type { WordsLike } from '../en';
import type { trash as en } from '../en/trash';

export const trash: WordsLike<typeof en> = {
  moved_other: '사진 {{n}}장을 휴지통으로 옮겼습니다',
  undo: '되돌리기',
  moveFailed: '휴지통으로 옮기지 못했습니다',
  restore: '되돌려 놓기',
  restoreAll: '모두 되돌려 놓기',
  restored_other: '사진 {{n}}장을 앨범으로 되돌렸습니다',
  restoreFailed: '되돌리지 못했습니다',
  empty: '휴지통 비우기…',
  deleteMarked: '완전히 삭제…',
  keeps: '30일이 지나면 자동으로 삭제됩니다',
  waiting_other: '{{n}}장이 저장소를 기다리는 중',
  left_other: '{{n}}일',
  leftHint_other: '{{n}}일 뒤 자동으로 삭제됩니다',
  hereHint: '여기에서만 숨겼습니다. 저장소에는 그대로 있습니다',
  deleteTitle_other: '사진 {{n}}장을 완전히 삭제할까요?',
  deleteText: '저장소와 CAOS에서 삭제하며, 되돌릴 수 없습니다. 사진을 가져온 카드와 폴더는 그대로 둡니다.',
  deleteSure_other: '사진 {{n}}장 삭제',
  deleted_other: '사진 {{n}}장을 완전히 삭제했습니다',
  deletedKept_other: '다른 프로그램이 버킷에 넣은 {{n}}장은 그대로 두고 여기에서만 숨깁니다.',
  deletedOffline: '지금 연결되지 않는 저장소에서는 연결되는 대로 삭제합니다.',
  deleteFailed: '삭제하지 못했습니다',
  othersTitle_other: '사진 {{n}}장은 다른 프로그램이 넣은 것입니다',
  othersText:
    'CAOS가 넣지 않은 사진은 허락 없이 옮기지 않습니다. 숨기면 여기에서만 보이지 않고 버킷에는 그대로 남습니다.',
  othersHide: '여기에서만 숨기기',
  othersMove: '버킷에서도 옮기기',
  hidden_other: '사진 {{n}}장을 여기에서 숨겼습니다',
};
