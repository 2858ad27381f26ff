import { Button, MessageBar, MessageBarActions, MessageBarBody } from '@fluentui/react-components'
import { useMutation } from '@tanstack/react-query'
import { useOrganisations } from '../../components/use-organisations.ts'
import { auditLog } from '../../people-api.ts'
import { plainError } from '../../plain-error.ts'
import { numberText } from '../../time-text.ts'

/** Whether every entry is still as it was written: each one's hash depends on all before it. */
export function Verified() {
  const { nameOf } = useOrganisations()
  const check = useMutation({ mutationFn: auditLog.verify })
  const broken = check.data?.chains.find((chain) => chain.broken !== null)
  const words = () => {
    if (check.error) return plainError(check.error).advice
    if (check.data === undefined) return 'Whether every entry is still as it was written can be calculated.'
    if (broken?.broken)
      return `In the log of ${nameOf(broken.organisationId)} entry ${numberText(broken.broken.place)} is ${
        broken.broken.problem === 'missing' ? 'missing' : 'not as it was written'
      }. Somebody changed the database: keep a copy of it, and tell whoever runs Tandem today.`
    const entries = check.data.chains.reduce((sum, chain) => sum + chain.entries, 0)
    return `Every one of the ${numberText(entries)} entries is as it was written.`
  }
  return (
    <MessageBar intent={check.error || broken ? 'error' : check.data ? 'success' : 'info'} layout="multiline">
      <MessageBarBody>{words()}</MessageBarBody>
      <MessageBarActions>
        <Button size="small" disabled={check.isPending} onClick={() => check.mutate()}>
          {check.isPending ? 'One moment …' : 'Check all entries'}
        </Button>
      </MessageBarActions>
    </MessageBar>
  )
}
