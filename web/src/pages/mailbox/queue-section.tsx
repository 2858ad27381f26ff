import { Button, Text } from '@fluentui/react-components'
import { useQuery } from '@tanstack/react-query'
import { Ask } from '../../components/ask.tsx'
import { Facts } from '../../components/facts.tsx'
import { PageButton, PageLink } from '../../components/links.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { Section } from '../../components/page.tsx'
import { useAct } from '../../components/use-act.ts'
import { Ago, Moment } from '../../components/when.tsx'
import { keys } from '../../keys.ts'
import { queues } from '../../queues-api.ts'
import type { Mailbox, Queue } from '../../shapes.ts'
import { numberText } from '../../time-text.ts'
import { QueueProblem } from '../queue/queue-problem.tsx'
import { ChangeQueue, MakeQueue } from './queue-form.tsx'
import { QueueTestPart } from './queue-test.tsx'

/** Whether the mailbox is a queue, whose mail is fetched and read in the Workspace; and how it becomes one. */
export function QueueSection({ mailbox }: { mailbox: Mailbox }) {
  const { organisationId } = mailbox
  const query = useQuery({
    queryKey: keys.queues(organisationId),
    queryFn: () => queues.list(organisationId),
  })
  return (
    <Loaded query={query} rows={2}>
      {({ items }) => {
        const queue = items.find(({ id }) => id === mailbox.id)
        return queue ? (
          <Known queue={queue} connectionId={mailbox.connectionId} />
        ) : (
          <None mailbox={mailbox} />
        )
      }}
    </Loaded>
  )
}

function None({ mailbox }: { mailbox: Mailbox }) {
  return (
    <Section
      title="Queue"
      note="Mail that comes into a queue is fetched, put together by conversation and read in the Workspace."
      actions={<MakeQueue mailbox={mailbox} />}
    >
      <Text>This mailbox is no queue: its incoming mail is not fetched.</Text>
    </Section>
  )
}

const states: Record<Queue['state'], string> = {
  first: 'What is there already is being fetched',
  live: 'New mail is fetched as it comes',
  stopped: 'Not fetched: the mailbox is switched off',
}

function Known({ queue, connectionId }: { queue: Queue; connectionId: string }) {
  const { id, since, oldestAt } = queue
  return (
    <Section
      title="Queue"
      actions={
        <>
          <PageButton as="a" to="/console/mailboxes/$mailboxId/routing" params={{ mailboxId: id }}>
            Routing
          </PageButton>
          <ChangeQueue queue={queue} />
          <EndQueue id={id} />
        </>
      }
    >
      {queue.problem && <QueueProblem queue={queue} />}
      <Facts
        facts={{
          Name: (
            <PageLink to="/workspace/queues" search={{ queue: id }}>
              {queue.name}
            </PageLink>
          ),
          Mail: states[queue.state],
          Folders: queue.folders.map(({ name }) => name).join(', '),
          'Fetched since': since ? <Moment at={since} /> : 'Everything',
          'In the mailbox': markWords(queue),
          'Closed conversations':
            queue.keepDays === null
              ? 'Kept for ever'
              : `Kept for ${numberText(queue.keepDays)} ${queue.keepDays === 1 ? 'day' : 'days'}`,
          'Open conversations': numberText(queue.open),
          'Oldest open one': oldestAt ? <Ago at={oldestAt} /> : 'None',
        }}
      />
      <QueueTestPart mailboxId={id} connectionId={connectionId} />
    </Section>
  )
}

function markWords({ mark, markCategory, markFolder }: Queue): string {
  switch (mark) {
    case 'read':
      return 'Marked as read once it is here'
    case 'category':
      return `Given the category “${markCategory}” once it is here`
    case 'folder':
      return `Moved to “${markFolder?.name}” once it is here`
    case 'nothing':
      return 'Left as it is'
  }
}

function EndQueue({ id }: { id: string }) {
  const end = useAct(() => queues.remove(id), {
    said: 'Its mail is no longer fetched.',
    touches: [keys.queues()],
  })
  return (
    <Ask
      trigger={<Button>End the queue</Button>}
      title="End the queue?"
      yes="End it"
      onYes={() => end.mutateAsync()}
    >
      <Text>
        Its mail is no longer fetched. What was fetched stays here, and everything stays in the mailbox as it
        is.
      </Text>
    </Ask>
  )
}
