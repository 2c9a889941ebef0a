/** `signin.*` */
import type { ApiContext, HandlersOf } from './handlers';

export const signInApi = ({ signIn }: ApiContext): HandlersOf<'signin'> => ({
  'signin.status': () => signIn.status(),
  'signin.start': (given) => signIn.start(given),
  'signin.verify': ({ code, email }) => signIn.verify(code, email),
  'signin.edit': (change) => signIn.edit(change),
  'signin.out': () => signIn.out(),
});
