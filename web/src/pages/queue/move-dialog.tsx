import { Text } from '@fluentui/react-components'
import { useState } from 'react'
import { Loaded } from '../../components/loaded.tsx'
import type { Conversation } from '../../shapes.ts'
import { ActDialog, ActForm } from './act-dialog.tsx'
import { ChooseOne } from './choose-one.tsx'
import { useQueueNames } from './use-queues.ts'

interface Named {
  id: string
  name: string
}
interface Props {
  conversation: Conversation
  onChoose: (queue: Named) => void
  onClose: () => void
}

/** Into which other queue a conversation goes, also one that the person does not see into. */
export function MoveDialog(props: Props & { isOpen: boolean }) {
  return (
    <ActDialog isOpen={props.isOpen} onClose={props.onClose}>
      <MoveForm {...props} />
    </ActDialog>
  )
}

function MoveForm({ conversation, onChoose, onClose }: Props) {
  const query = useQueueNames()
  const [chosen, choose] = useState<string>()
  const queues = (query.data?.items ?? []).filter(({ id }) => id !== conversation.queueId)
  const queue = queues.find(({ id }) => id === chosen)
  return (
    <ActForm
      title="Move to another queue"
      yes="Move"
      isReady={queue !== undefined}
      onYes={() => {
        if (queue) onChoose(queue)
        onClose()
      }}
      onClose={onClose}
    >
      <Loaded query={query}>
        {() =>
          queues.length === 0 ? (
            <Text>There is no other queue. An administrator of your organisation makes them.</Text>
          ) : (
            <>
              <Text>Nobody has it there until somebody takes it or it is given to somebody.</Text>
              <ChooseOne label="Queue" options={queues} chosen={chosen} onChoose={choose} />
            </>
          )
        }
      </Loaded>
    </ActForm>
  )
}
