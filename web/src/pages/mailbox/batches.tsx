import { Button, Text } from '@fluentui/react-components'
import { useQuery } from '@tanstack/react-query'
import { batches, mailboxes } from '../../api.ts'
import { Ask } from '../../components/ask.tsx'
import { type Column, DataTable } from '../../components/data-table.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { Section } from '../../components/page.tsx'
import { useAct } from '../../components/use-act.ts'
import { Ago } from '../../components/when.tsx'
import { keys } from '../../keys.ts'
import type { Batch } from '../../shapes.ts'
import { numberText } from '../../time-text.ts'

const origins: Record<Batch['origin'], string> = {
  mailbox: 'From the mailbox',
  api: 'Edited in Tandem',
  undo: 'Undo',
  audit: 'Repaired by an audit',
}

const columns: Column<Batch>[] = [
  { title: 'What', cell: ({ origin }) => origins[origin] },
  { title: 'When', cell: ({ startedAt }) => <Ago at={startedAt} /> },
  { title: 'Created', cell: ({ created }) => numberText(created) },
  { title: 'Changed', cell: ({ updated }) => numberText(updated) },
  { title: 'Deleted', cell: ({ deleted }) => numberText(deleted) },
  { title: 'Undo', cell: (batch) => <Undo batch={batch} /> },
]

/** What flowed lately, each run to be taken back as one. */
export function Batches(props: { mailboxId: string }) {
  const query = useQuery({
    queryKey: keys.batches(props.mailboxId),
    queryFn: () => mailboxes.batches(props.mailboxId),
  })
  return (
    <Section title="Recent changes">
      <Loaded query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <Text>Nothing has changed yet.</Text>
          ) : (
            <DataTable label="Recent changes" items={items} columns={columns} />
          )
        }
      </Loaded>
    </Section>
  )
}

function Undo(props: { batch: Batch }) {
  const { id, mailboxId, undoneAt, created, updated, deleted } = props.batch
  const undo = useAct(() => batches.undo(id), {
    said: 'Taken back here; the mailbox follows.',
    touches: [keys.batches(mailboxId), keys.mailbox(mailboxId), keys.contacts(mailboxId)],
  })
  if (undoneAt) return <Text>Undone</Text>
  return (
    <Ask
      title="Take this back?"
      yes="Undo"
      onYes={() => undo.mutateAsync()}
      trigger={<Button size="small">Undo</Button>}
    >
      <Text>
        {numberText(created)} created are deleted again, {numberText(updated)} changed get their former
        values, {numberText(deleted)} deleted come back; here and in the mailbox. What was edited since stays
        as it is.
      </Text>
    </Ask>
  )
}
