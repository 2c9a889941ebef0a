/** Asks before a request ends for one person or for all of them: it cannot be taken back. */
import type { PhotoRequest, RequestPerson } from '../../../src-shared/domain/photo-request';
import { useTranslation } from '../../i18n/use-locale';
import { AskDialog } from '../../ui/ask-dialog';
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
  const { title } = request;
  const common = { onClose, onDo: () => acts.end(request, person) };
  if (person === null)
    return (
      <AskDialog
        {...common}
        title={t('requests.endTitle', { title })}
        text={t('requests.endText')}
        action={t('requests.endSubmit')}
      />
    );
  const name = personName(person);
  const isLast = request.people.every(({ id, state }) => id === person.id || state === 'revoked');
  return (
    <AskDialog
      {...common}
      title={t('requests.person.outTitle', { name, title })}
      text={t(isLast ? 'requests.person.outLast' : 'requests.person.outText', { name })}
      action={t('requests.person.outSubmit')}
    />
  );
}
