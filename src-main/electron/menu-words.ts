/** Words of the native menu and native boxes; the page has its own (i18next), which main does not load. */
import type { Settings } from '../../src-shared/ipc-contract';

const english = {
  file: 'File',
  addPhotos: 'Add Photos…',
  closeWindow: 'Close Window',
  quit: 'Quit CAOS',
  edit: 'Edit',
  undo: 'Undo',
  redo: 'Redo',
  cut: 'Cut',
  copy: 'Copy',
  paste: 'Paste',
  selectAll: 'Select All',
  view: 'View',
  actualSize: 'Actual Size',
  zoomIn: 'Zoom In',
  zoomOut: 'Zoom Out',
  fullScreen: 'Full Screen',
  secondDisplay: 'Show on Second Display',
  window: 'Window',
  minimize: 'Minimize',
  help: 'Help',
  about: 'About CAOS',
  hide: 'Hide CAOS',
  hideOthers: 'Hide Others',
  showAll: 'Show All',
  testBuild: 'Test build, not for real work',
  profileBusy: 'A caos command is working with this profile.',
  profileBusyNext: 'CAOS opens by itself as soon as it is done.',
};
export type MenuWords = typeof english;

const korean: MenuWords = {
  file: '파일',
  addPhotos: '사진 추가…',
  closeWindow: '창 닫기',
  quit: 'CAOS 종료',
  edit: '편집',
  undo: '실행 취소',
  redo: '다시 실행',
  cut: '잘라내기',
  copy: '복사',
  paste: '붙여넣기',
  selectAll: '모두 선택',
  view: '보기',
  actualSize: '실제 크기',
  zoomIn: '확대',
  zoomOut: '축소',
  fullScreen: '전체 화면',
  secondDisplay: '두 번째 화면에 보이기',
  window: '윈도우',
  minimize: '최소화',
  help: '도움말',
  about: 'CAOS 정보',
  hide: 'CAOS 가리기',
  hideOthers: '기타 가리기',
  showAll: '모두 보기',
  testBuild: '테스트 빌드이며 실제 작업용이 아닙니다',
  profileBusy: 'caos 명령이 이 프로필을 사용하고 있습니다.',
  profileBusyNext: '작업이 끝나면 CAOS가 저절로 열립니다.',
};

export function menuWords(language: Settings['language'], systemLocale: string): MenuWords {
  const chosen = language === 'system' ? systemLocale : language;
  return chosen.toLowerCase().startsWith('ko') ? korean : english;
}
