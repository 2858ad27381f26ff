import { Button, Text } from '@fluentui/react-components'
import { useQuery } from '@tanstack/react-query'
import { jobs, mailboxes } from '../../api.ts'
import { type Column, DataTable } from '../../components/data-table.tsx'
import { PageLink } from '../../components/links.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { Page } from '../../components/page.tsx'
import { useAct } from '../../components/use-act.ts'
import { Ago } from '../../components/when.tsx'
import { keys } from '../../keys.ts'
import type { TroubledJob } from '../../shapes.ts'
import { numberText } from '../../time-text.ts'
import { TroubledMailboxes } from './troubled-mailboxes.tsx'

const tasks: Record<string, string> = {
  'pull:contacts': 'Reading contacts',
  'push:contacts': 'Writing contacts',
  'audit:contacts': 'Comparing both sides',
  'watch:contacts': 'Being told of changes',
  'preview:contacts': 'Previewing the first sync',
  'folders:contacts': 'Reading folders',
  verify: 'Verifying a connection',
  discover: 'Reading the directory',
}

const columns: Column<TroubledJob>[] = [
  {
    title: 'Work',
    cell: ({ type, task }) => (type === 'edit' ? 'An edit the mailbox refuses' : (tasks[task] ?? task)),
  },
  { title: 'Mailbox', cell: (job) => <Where job={job} /> },
  { title: 'What is wrong', cell: ({ failure }) => failure?.detail ?? 'Not said' },
  { title: 'Tries', cell: ({ attempts }) => attempts },
  { title: 'Next try', cell: ({ nextAt }) => (nextAt ? <Ago at={nextAt} /> : 'Not by itself') },
  { title: 'Retry', cell: (job) => <Retry job={job} /> },
]

/** Mailboxes and work that do not succeed, across all organisations. */
export function Jobs() {
  const query = useQuery({ queryKey: keys.jobs, queryFn: jobs.list, refetchInterval: 15_000 })
  const troubled = useQuery({
    queryKey: keys.mailboxes({ state: 'trouble' }),
    queryFn: () => mailboxes.list({ state: 'trouble', limit: 200 }),
  })
  const hasMailboxes = troubled.data !== undefined && troubled.data.items.length > 0
  return (
    <Page title="Trouble">
      {hasMailboxes && <TroubledMailboxes items={troubled.data.items} />}
      <Loaded query={query}>
        {({ items, total }) =>
          items.length === 0 ? (
            <Text>{hasMailboxes ? 'No other work is in trouble.' : 'No work is in trouble.'}</Text>
          ) : (
            <>
              {total > items.length && (
                <Text>
                  The first {numberText(items.length)} of {numberText(total)}.
                </Text>
              )}
              <DataTable label="Work in trouble" items={items} columns={columns} />
            </>
          )
        }
      </Loaded>
    </Page>
  )
}

function Where(props: { job: TroubledJob }) {
  const { mailboxId, recordId, address } = props.job
  if (!mailboxId) return null
  if (recordId) {
    return (
      <PageLink to="/workspace/$mailboxId" params={{ mailboxId }} search={{ contact: recordId }}>
        {address ?? 'Mailbox'}
      </PageLink>
    )
  }
  return (
    <PageLink to="/console/mailboxes/$mailboxId" params={{ mailboxId }}>
      {address ?? 'Mailbox'}
    </PageLink>
  )
}

function Retry(props: { job: TroubledJob }) {
  const retry = useAct(() => jobs.retry(props.job.id), {
    said: 'It is tried again now.',
    touches: [keys.jobs],
  })
  return (
    <Button size="small" disabled={retry.isPending} onClick={() => retry.mutate()}>
      Retry now
    </Button>
  )
}
