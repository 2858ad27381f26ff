import { Button, Field, Input, Text } from '@fluentui/react-components'
import { AddRegular } from '@fluentui/react-icons'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { organisations } from '../../api.ts'
import { Ask } from '../../components/ask.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { Page } from '../../components/page.tsx'
import { useAct } from '../../components/use-act.ts'
import { keys } from '../../keys.ts'
import { OrganisationTable } from './organisation-table.tsx'

/** Console: every customer, how it is and whose move it is. */
export function Organisations() {
  const query = useQuery({ queryKey: keys.organisations, queryFn: () => organisations.list({ limit: 500 }) })
  return (
    <Page title="Organisations" actions={<NewOrganisation />}>
      <Loaded query={query} rows={6}>
        {({ items }) =>
          items.length === 0 ? (
            <Text>
              There is no organisation yet. Add the first one; then invite its administrator to connect it.
            </Text>
          ) : (
            <OrganisationTable items={items} />
          )
        }
      </Loaded>
    </Page>
  )
}

function NewOrganisation() {
  const navigate = useNavigate()
  const [name, setName] = useState('')
  const [emails, setEmails] = useState('')
  const create = useAct(organisations.create, { touches: [keys.organisations] })
  const add = async () => {
    const contactEmails = emails.split(/[\s,;]+/).filter((email) => email !== '')
    const { id } = await create.mutateAsync({ name: name.trim(), contactEmails })
    await navigate({ to: '/console/organisations/$organisationId', params: { organisationId: id } })
  }
  return (
    <Ask
      title="New organisation"
      yes="Add"
      isReady={name.trim() !== ''}
      onYes={add}
      trigger={
        <Button appearance="primary" icon={<AddRegular />}>
          New organisation
        </Button>
      }
    >
      <Field label="Name" required>
        <Input value={name} onChange={(_, data) => setName(data.value)} />
      </Field>
      <Field label="Who gets notices" hint="E-mail addresses, separated by blanks. Can be left empty.">
        <Input type="text" inputMode="email" value={emails} onChange={(_, data) => setEmails(data.value)} />
      </Field>
    </Ask>
  )
}
