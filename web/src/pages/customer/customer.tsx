import { Text } from '@fluentui/react-components'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { PageLink } from '../../components/links.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { Page, Section } from '../../components/page.tsx'
import { customers } from '../../customers-api.ts'
import { keys } from '../../keys.ts'
import type { WholeCustomer } from '../../shapes.ts'
import { ChangeCustomer } from './change.tsx'
import { WhoTheyAre } from './customer-summary.tsx'
import { customerName } from './customer-words.ts'
import { History } from './history.tsx'
import { Merge } from './merge.tsx'
import { Part } from './part.tsx'

const route = getRouteApi('/inside/workspace/customers/$customerId')

/** Workspace: one customer with everything that happened, as far as the person may see it. */
export function CustomerPage() {
  const { customerId } = route.useParams()
  const query = useQuery({
    queryKey: keys.customer(customerId),
    queryFn: () => customers.get(customerId),
  })
  return (
    <Loaded query={query} rows={8}>
      {(customer) => <Known customer={customer} />}
    </Loaded>
  )
}

function Known({ customer }: { customer: WholeCustomer }) {
  return (
    <Page
      title={customerName(customer)}
      above={<PageLink to="/workspace/queues">Queues</PageLink>}
      below={<Text>A customer, by the addresses from which they wrote.</Text>}
      actions={
        <>
          <ChangeCustomer customer={customer} />
          <Merge customer={customer} />
          {customer.addresses.length > 1 && <Part customer={customer} />}
        </>
      }
    >
      <Section title="Who they are">
        <WhoTheyAre customer={customer} />
      </Section>
      <History customerId={customer.id} />
    </Page>
  )
}
