import { type Column, DataTable } from '../../components/data-table.tsx'
import { PageLink } from '../../components/links.tsx'
import { Ago } from '../../components/when.tsx'
import type { Mailbox } from '../../shapes.ts'

const columns: Column<Mailbox>[] = [
  {
    title: 'Mailbox',
    cell: ({ id, displayName, address }) => (
      <PageLink to="/console/mailboxes/$mailboxId" params={{ mailboxId: id }}>
        {displayName || address}
      </PageLink>
    ),
  },
  { title: 'What is wrong', cell: ({ trouble }) => trouble?.title },
  { title: 'What the service said', cell: ({ trouble }) => trouble?.detail },
  { title: 'Since', cell: ({ trouble }) => trouble?.since && <Ago at={trouble.since} /> },
]

/** Mailboxes that cannot be kept in step just now. */
export function TroubledMailboxes(props: { items: Mailbox[] }) {
  return <DataTable label="Mailboxes in trouble" items={props.items} columns={columns} />
}
