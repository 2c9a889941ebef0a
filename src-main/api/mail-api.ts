/** `mail.*` */
import type { ApiContext, HandlersOf } from './handlers';

export const mailApi = ({ outbox, signal }: ApiContext): HandlersOf<'mail'> => ({
  'mail.get': () => outbox.account(),
  'mail.save': ({ settings, password }) => outbox.saveAccount(settings, password),
  'mail.remove': () => outbox.removeAccount(),
  'mail.test': ({ settings, password, to, language }) =>
    outbox.testAccount(
      {
        ...(settings && { settings }),
        ...(password !== undefined && { password }),
        ...(to !== undefined && { to }),
        ...(language && { language }),
      },
      signal,
    ),
});
