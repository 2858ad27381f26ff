import { Button, makeStyles, tokens } from '@fluentui/react-components'
import { HandRightRegular, PeopleSwapRegular } from '@fluentui/react-icons'
import { useRef, useState } from 'react'
import { useSelf } from '../../presence.ts'
import type { Queue, WholeConversation } from '../../shapes.ts'
import { handOver, move, snooze, take } from './acts.ts'
import { ConversationMenu } from './conversation-menu.tsx'
import { HandOverDialog } from './hand-over-dialog.tsx'
import { MergeDialog } from './merge-dialog.tsx'
import { MoveDialog } from './move-dialog.tsx'
import { SnoozeDialog } from './snooze-dialog.tsx'
import { SnoozeMenu } from './snooze-menu.tsx'
import { useConversationAct } from './use-act.ts'
import { Waiting } from './waiting.tsx'

const useStyles = makeStyles({
  line: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalS },
})

/** The button that takes a conversation: a key presses it. */
export const takeId = 'take'

/** What is asked for in a dialog. */
export type Asked = 'hand-over' | 'snooze' | 'move' | 'merge'

interface Props {
  conversation: WholeConversation
  queues: Queue[]
  /** Opens another conversation; undefined: this one is no longer to be seen. */
  onGo: (id: string | undefined) => void
}

/** Who has a conversation and when it is dealt with: how long somebody waits, and what changes that. */
export function ConversationActs(props: Props) {
  const styles = useStyles()
  const { conversation } = props
  const [asked, ask] = useState<Asked>()
  return (
    <>
      <div className={styles.line}>
        {conversation.state === 'open' && <OpenActs conversation={conversation} ask={ask} />}
        <ConversationMenu conversation={conversation} ask={ask} />
        <Waiting {...conversation} />
      </div>
      <Dialogs {...props} asked={asked} onClose={() => ask(undefined)} />
    </>
  )
}

function OpenActs(props: { conversation: WholeConversation; ask: (what: Asked) => void }) {
  const { conversation, ask } = props
  const self = useSelf()
  const { mutate } = useConversationAct()
  const next = useRef<HTMLButtonElement>(null)
  return (
    <>
      {conversation.owner === null && self && (
        <Button
          id={takeId}
          size="small"
          appearance="primary"
          icon={<HandRightRegular />}
          aria-keyshortcuts="t"
          onClick={({ currentTarget }) => {
            // The button goes; who had the focus on it goes on beside it.
            if (document.activeElement === currentTarget) next.current?.focus()
            mutate(take(conversation, self))
          }}
        >
          Take
        </Button>
      )}
      <Button ref={next} size="small" icon={<PeopleSwapRegular />} onClick={() => ask('hand-over')}>
        Hand over
      </Button>
      <SnoozeMenu
        isSnoozed={conversation.snoozedUntil !== null}
        onChoose={(until) => mutate(snooze(conversation, until))}
        onAsk={() => ask('snooze')}
      />
    </>
  )
}

function Dialogs(props: Props & { asked: Asked | undefined; onClose: () => void }) {
  const { conversation, queues, asked, onClose, onGo } = props
  const self = useSelf()
  const { mutate } = useConversationAct()
  const common = { conversation, onClose }
  return (
    <>
      <HandOverDialog
        {...common}
        isOpen={asked === 'hand-over'}
        selfId={self?.id}
        onChoose={(agent) => mutate(handOver(conversation, agent, agent.id === self?.id))}
      />
      <SnoozeDialog
        isOpen={asked === 'snooze'}
        onClose={onClose}
        onChoose={(until) => mutate(snooze(conversation, until))}
      />
      <MoveDialog
        {...common}
        isOpen={asked === 'move'}
        onChoose={(queue) => {
          const isSeen = queues.some(({ id }) => id === queue.id)
          mutate(move(conversation, queue, isSeen), {
            onSuccess: () => {
              if (!isSeen) onGo(undefined)
            },
          })
        }}
      />
      <MergeDialog {...common} isOpen={asked === 'merge'} onMerged={onGo} />
    </>
  )
}
