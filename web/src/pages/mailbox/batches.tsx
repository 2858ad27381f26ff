import { Button, Text } from '@fluentui/react-components'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { batches, mailboxes } from '../../api.ts'
import { Ask } from '../../components/ask.tsx'
import { type Column, DataTable } from '../../components/data-table.tsx'
import { kindName } from '../../components/kind-names.ts'
import { Loaded } from '../../components/loaded.tsx'
import { Section } from '../../components/page.tsx'
import { useAct } from '../../components/use-act.ts'
import { Ago } from '../../components/when.tsx'
import { keys } from '../../keys.ts'
import type { Batch, UndoneBatch } from '../../shapes.ts'
import { numberText } from '../../time-text.ts'
import { UndoneBar } from './undone-bar.tsx'

const origins: Record<Batch['origin'], string> = {
  mailbox: 'From the mailbox',
  api: 'Edited in Tandem',
  undo: 'Undo',
  audit: 'Repaired by an audit',
}

const columns: Column<Batch>[] = [
  { title: 'What', cell: ({ origin, kind }) => `${origins[origin]}: ${kindName(kind)}` },
  { title: 'When', cell: ({ startedAt }) => <Ago at={startedAt} /> },
  { title: 'Created', cell: ({ created }) => numberText(created) },
  { title: 'Changed', cell: ({ updated }) => numberText(updated) },
  { title: 'Deleted', cell: ({ deleted }) => numberText(deleted) },
]

/** What flowed lately, each run to be taken back as one. */
export function Batches(props: { mailboxId: string }) {
  const query = useQuery({
    queryKey: keys.batches(props.mailboxId),
    queryFn: () => mailboxes.batches(props.mailboxId),
  })
  const [undone, setUndone] = useState<UndoneBatch>()
  const withUndo = [
    ...columns,
    { title: 'Undo', cell: (batch: Batch) => <Undo batch={batch} onUndone={setUndone} /> },
  ]
  return (
    <Section title="Recent changes">
      {undone && <UndoneBar mailboxId={props.mailboxId} undone={undone} />}
      <Loaded query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <Text>Nothing has changed yet.</Text>
          ) : (
            <DataTable label="Recent changes" items={items} columns={withUndo} />
          )
        }
      </Loaded>
    </Section>
  )
}

function Undo(props: { batch: Batch; onUndone: (undone: UndoneBatch) => void }) {
  const { id, mailboxId, undoneAt, created, updated, deleted } = props.batch
  const undo = useAct(() => batches.undo(id), {
    touches: [
      keys.batches(mailboxId),
      keys.mailbox(mailboxId),
      keys.contacts(mailboxId),
      ['contact', mailboxId],
    ],
  })
  if (undoneAt) return <Text>Undone</Text>
  return (
    <Ask
      title="Take this back?"
      yes="Undo"
      onYes={async () => props.onUndone(await undo.mutateAsync())}
      trigger={<Button size="small">Undo</Button>}
    >
      <Text>
        {consequences(created, updated, deleted)}, here and in the mailbox. What was edited since stays as it
        is.
      </Text>
    </Ask>
  )
}

/** What taking it back means, without what does not occur. */
function consequences(created: number, updated: number, deleted: number): string {
  const parts = [
    created > 0 && `${numberText(created)} created ${created === 1 ? 'is' : 'are'} deleted again`,
    updated > 0 && `${numberText(updated)} changed ${updated === 1 ? 'gets its' : 'get their'} former values`,
    deleted > 0 && `${numberText(deleted)} deleted ${deleted === 1 ? 'comes' : 'come'} back`,
  ].filter((part) => part !== false)
  return parts.join(', ')
}
