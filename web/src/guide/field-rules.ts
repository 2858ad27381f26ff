import { addressProblem, clientProblem, pasted, tenantProblem } from '../credential-rules.ts'

/** What is wrong with a value; `valueAt` tells what stands in the other places. */
type Rule = (text: string, valueAt: (place: string) => string) => string | undefined

/** The checks while typing, by the name that a guide's field has in `rule`. */
export const fieldRules: Record<string, Rule> = {
  tenant: tenantProblem,
  application: (text, valueAt) => clientProblem(text, valueAt('settings.tenantId')),
  address: addressProblem,
  mailbox: addressProblem,
  refused: (text, valueAt) =>
    pasted(text) !== '' && same(text, valueAt('testMailbox'))
      ? 'This is the test mailbox, which must be allowed. Name somebody outside the group.'
      : addressProblem(text),
}

function same(one: string, other: string): boolean {
  return pasted(one).toLowerCase() === pasted(other).toLowerCase()
}
