import { newPerson, type Person, signIn } from '../../emulator/src/login/test-person.ts'
import type { Emulator } from '../../emulator/src/main.ts'
import type { SignInPrompt } from '../src/providers/provisioning.ts'

/** Somebody who types the code that Tandem shows at the tenant's own page, signs in there, and consents. */
export function administratorOf(emulator: Emulator, login: { address: string; password?: string }) {
  const person = newPerson(emulator)
  let isKnown = false
  return async ({ userCode, url }: Pick<SignInPrompt, 'userCode' | 'url'>): Promise<Person> => {
    await person.open(url)
    let page = await person.send('', { otc: userCode })
    if (isKnown) page = await person.send('pick')
    else page = await signIn(person, login.address, login.password ?? '')
    isKnown = true
    page = await person.send('confirm')
    if (page.title === 'Permissions requested') await person.send('accept')
    return person
  }
}
