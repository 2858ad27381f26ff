import { MessageBar, MessageBarBody, MessageBarTitle } from '@fluentui/react-components'
import type { Queue } from '../../shapes.ts'

/** Why a queue gets no new mail at the moment. */
export function QueueProblem({ queue }: { queue: Queue | undefined }) {
  const { problem, state } = queue ?? {}
  if (problem) return <Bar intent="warning" title={problem.title} text={problem.detail} />
  if (state === 'first') return <Bar intent="info" title="What is in the mailbox is being fetched." />
  if (state === 'stopped')
    return (
      <Bar
        intent="info"
        title="Its mailbox is switched off: no mail is fetched."
        text="What was fetched stays here."
      />
    )
  return null
}

function Bar(props: { intent: 'warning' | 'info'; title: string; text?: string }) {
  return (
    <MessageBar intent={props.intent} layout="multiline">
      <MessageBarBody>
        <MessageBarTitle>{props.title}</MessageBarTitle> {props.text}
      </MessageBarBody>
    </MessageBar>
  )
}
