import {
  Button,
  MessageBar,
  MessageBarBody,
  MessageBarTitle,
  makeStyles,
  Spinner,
  Text,
  tokens,
} from '@fluentui/react-components'
import { CheckmarkCircleRegular, CircleRegular, ErrorCircleRegular } from '@fluentui/react-icons'
import { useMutation, useQuery } from '@tanstack/react-query'
import { PageLink } from '../../components/links.tsx'
import { useToasts } from '../../components/toasts.tsx'
import { Ago } from '../../components/when.tsx'
import { keys } from '../../keys.ts'
import { queryClient } from '../../query-client.ts'
import { type QueueTest, routing } from '../../routing-api.ts'
import { Refusal } from './queue-form.tsx'

const useStyles = makeStyles({
  root: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalS,
    padding: tokens.spacingHorizontalL,
    borderRadius: tokens.borderRadiusLarge,
    backgroundColor: tokens.colorNeutralBackground1,
    boxShadow: tokens.shadow2,
  },
  head: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalM },
  quiet: { color: tokens.colorNeutralForeground2 },
  steps: { listStyleType: 'none', margin: '0', padding: '0' },
  step: {
    display: 'grid',
    gridTemplateColumns: '24px 190px minmax(0, 1fr)',
    alignItems: 'start',
    gap: tokens.spacingHorizontalS,
    paddingBlock: tokens.spacingVerticalXXS,
    '@media (max-width: 640px)': { gridTemplateColumns: '24px minmax(0, 1fr)' },
  },
  said: { overflowWrap: 'anywhere', '@media (max-width: 640px)': { gridColumn: 2 } },
  done: { color: tokens.colorStatusSuccessForeground1 },
  stopped: { color: tokens.colorStatusDangerForeground3 },
})

/** Sends a mail from the queue to itself and shows how far it comes. */
export function QueueTestPart({ mailboxId, connectionId }: { mailboxId: string; connectionId: string }) {
  const styles = useStyles()
  const toasts = useToasts()
  const queryKey = keys.queueTest(mailboxId)
  const query = useQuery({
    queryKey,
    queryFn: () => routing.lastTest(mailboxId),
    // Its steps are told by the stream; that one does not come is not.
    refetchInterval: ({ state }) => (state.data?.test && state.data.test.state !== 'through' ? 2000 : false),
  })
  const send = useMutation({
    mutationFn: () => routing.test(mailboxId),
    onSuccess: (test) => {
      queryClient.setQueryData(queryKey, { test })
      toasts.done('The test mail is on its way.')
    },
  })
  const test = query.data?.test ?? undefined
  return (
    <section className={styles.root} aria-label="Test mail">
      <div className={styles.head}>
        <Button disabled={send.isPending || test?.state === 'running'} onClick={() => send.mutate()}>
          Send a test mail through
        </Button>
        <Text className={styles.quiet}>
          Goes from this mailbox to itself; its conversation is closed by itself and counts in no figures.
        </Text>
      </div>
      <Refusal error={send.error} />
      {send.error && (
        <PageLink to="/console/connections/$connectionId" params={{ connectionId }}>
          Open the connection
        </PageLink>
      )}
      {test && <Shown test={test} />}
    </section>
  )
}

function Shown({ test }: { test: QueueTest }) {
  const styles = useStyles()
  const { subject, startedAt, state, steps, advice, conversationId } = test
  const next = steps.findIndex(({ at }) => at === null)
  return (
    <>
      <Text>
        {conversationId === null ? (
          subject
        ) : (
          <PageLink inline to="/workspace/queues" search={{ state: 'all', conversation: conversationId }}>
            {subject}
          </PageLink>
        )}
        {', '}
        <Ago at={startedAt} />
      </Text>
      <ol className={styles.steps} aria-label="Steps of the test" aria-live="polite">
        {steps.map(({ step, at, said }, place) => (
          <li key={step} className={styles.step}>
            <Mark isDone={at !== null} isNext={place === next} state={state} />
            <Text weight={at === null ? 'regular' : 'semibold'}>{words[step]}</Text>
            <Text className={styles.said}>
              {at !== null && <time dateTime={at}>{clock(at)}</time>} {said}
            </Text>
          </li>
        ))}
      </ol>
      {advice && <Bar title={advice.title} advice={advice.detail} />}
      {state === 'through' && <Text role="status">It is through: {duration(test)}.</Text>}
    </>
  )
}

const words: Record<QueueTest['steps'][number]['step'], string> = {
  sent: 'Sent',
  arrived: 'Arrived in the mailbox',
  fetched: 'Fetched',
  routed: 'Routed',
  given: 'Offered to the agents',
}

function Mark(props: { isDone: boolean; isNext: boolean; state: QueueTest['state'] }) {
  const styles = useStyles()
  if (props.isDone) return <CheckmarkCircleRegular fontSize={20} className={styles.done} aria-label="Done" />
  if (!props.isNext) return <CircleRegular fontSize={20} aria-label="Not yet" />
  return props.state === 'running' ? (
    <Spinner size="tiny" aria-label="Under way" />
  ) : (
    <ErrorCircleRegular fontSize={20} className={styles.stopped} aria-label="Not yet: see below" />
  )
}

function Bar({ title, advice }: { title: string; advice: string }) {
  return (
    <MessageBar intent="warning" layout="multiline">
      <MessageBarBody role="alert">
        <MessageBarTitle>{title}</MessageBarTitle> {advice}
      </MessageBarBody>
    </MessageBar>
  )
}

function clock(at: string): string {
  return new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' }).format(new Date(at))
}

function duration({ startedAt, steps }: QueueTest): string {
  const end = steps.at(-1)?.at
  if (end == null) return 'its messages are not kept any more'
  const seconds = Math.max(1, Math.round((Date.parse(end) - Date.parse(startedAt)) / 1000))
  return seconds === 1 ? 'a second from the press' : `${seconds} seconds from the press`
}
