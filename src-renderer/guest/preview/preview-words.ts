/** What the preview says where the page would send, save or leave. */
import type { GuestLanguage } from '../../../src-shared/domain/share-page';

export const explained: Record<GuestLanguage, string> = {
  en: 'This is a preview: nothing is sent, saved or played from here.',
  ko: '미리보기입니다. 여기서는 아무것도 보내거나 저장하거나 재생하지 않습니다.',
};
