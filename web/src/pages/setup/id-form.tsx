import { Button } from '@fluentui/react-components'
import { type FormEvent, useState } from 'react'
import { CheckedField } from '../../components/checked-field.tsx'
import { clientProblem, pasted, tenantProblem } from '../../credential-rules.ts'

/** The tenant's and the application's id, checked as they are typed. */
export function IdForm(props: {
  settings: Record<string, unknown>
  isBusy: boolean
  onSave: (settings: { tenantId: string; clientId: string }) => void
}) {
  const [tenant, setTenant] = useState(String(props.settings.tenantId ?? ''))
  const [client, setClient] = useState(String(props.settings.clientId ?? ''))
  const problems = [tenantProblem(tenant), clientProblem(client, tenant)]
  const isReady =
    pasted(tenant) !== '' && pasted(client) !== '' && problems.every((problem) => problem === undefined)
  const save = (event: FormEvent) => {
    event.preventDefault()
    if (isReady) props.onSave({ tenantId: pasted(tenant), clientId: pasted(client) })
  }
  return (
    <form onSubmit={save}>
      <CheckedField
        label="Directory (tenant) ID"
        value={tenant}
        onChange={setTenant}
        problem={problems[0]}
        required
      />
      <CheckedField
        label="Application (client) ID"
        value={client}
        onChange={setClient}
        problem={problems[1]}
        required
      />
      <Button type="submit" appearance="primary" disabled={!isReady || props.isBusy}>
        Save and go on
      </Button>
    </form>
  )
}
