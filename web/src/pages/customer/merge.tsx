import { Button, Field, Radio, RadioGroup, SearchBox, Text } from '@fluentui/react-components'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Ask } from '../../components/ask.tsx'
import { useAct } from '../../components/use-act.ts'
import { customers } from '../../customers-api.ts'
import { keys } from '../../keys.ts'
import type { Customer } from '../../shapes.ts'
import { customerName } from './customer-words.ts'

/** Makes another customer one with this one: it is the same person with another address. */
export function Merge({ customer }: { customer: Customer }) {
  const [search, setSearch] = useState('')
  const [chosen, choose] = useState('')
  const { mutateAsync } = useAct((other: string) => customers.merge(customer.id, other), {
    said: 'They are one customer now.',
    touches: [['customers'], ['conversations']],
  })
  const found = useQuery({
    queryKey: keys.customersFound(search),
    queryFn: ({ signal }) => customers.find(search, signal),
    enabled: search !== '',
    placeholderData: keepPreviousData,
  })
  const others = (found.data?.items ?? []).filter(
    ({ id, organisationId }) => id !== customer.id && organisationId === customer.organisationId,
  )
  return (
    <Ask
      trigger={<Button>Same person as …</Button>}
      title={`Who else is ${customerName(customer)}?`}
      yes="Make them one"
      isReady={others.some(({ id }) => id === chosen)}
      onYes={() => mutateAsync(chosen)}
    >
      <Text>
        The other customer’s addresses and conversations are then of this one, and the other one ends. If they
        turn out to be two, addresses can be made a customer of their own again.
      </Text>
      <Field label="Find the other customer">
        <SearchBox
          placeholder="Name or address"
          value={search}
          onChange={(_, { value }) => setSearch(value.trimStart())}
        />
      </Field>
      {search !== '' && found.isSuccess && others.length === 0 && (
        <Text role="status">No other customer that you may see has “{search}”.</Text>
      )}
      {search !== '' && others.length > 0 && (
        <RadioGroup aria-label="The other customer" value={chosen} onChange={(_, { value }) => choose(value)}>
          {others.map((one) => (
            <Radio key={one.id} value={one.id} label={labelOf(one)} />
          ))}
        </RadioGroup>
      )}
    </Ask>
  )
}

function labelOf({ name, addresses }: Customer): string {
  return name === '' ? addresses.join(', ') : `${name} (${addresses.join(', ')})`
}
