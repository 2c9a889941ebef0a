/** Asks before a request ends for one person or for all of them: it cannot be taken back. */
import { useRef } from 'react';
import type { PhotoRequest, RequestPerson } from '../../../src-shared/domain/photo-request';
import { useTranslation } from '../../i18n/use-locale';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { personName } from '../shares/share-words';
import { useRequestActs } from './use-request-acts';

export function EndRequest(props: {
  request: PhotoRequest;
  person: RequestPerson | null;
  onClose: () => void;
}) {
  const { request, person, onClose } = props;
  const { t } = useTranslation();
  const acts = useRequestActs();
  const cancel = useRef<HTMLButtonElement>(null);
  const { title } = request;
  const name = person === null ? '' : personName(person);
  const isLast =
    person !== null && request.people.every(({ id, state }) => id === person.id || state === 'revoked');
  const text = isLast ? 'requests.person.outLast' : 'requests.person.outText';
  return (
    <Dialog
      open
      alert
      onClose={onClose}
      initialFocus={cancel}
      title={
        person === null ? t('requests.endTitle', { title }) : t('requests.person.outTitle', { name, title })
      }
      description={person === null ? t('requests.endText') : t(text, { name })}
      closeLabel={t('common.close')}
      footer={
        <>
          <Button ref={cancel} onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button
            tone="danger"
            onClick={() => {
              onClose();
              void acts.end(request, person);
            }}
          >
            {t(person === null ? 'requests.endSubmit' : 'requests.person.outSubmit')}
          </Button>
        </>
      }
    />
  );
}
