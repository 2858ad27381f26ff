import { Text } from '@fluentui/react-components'
import { useState } from 'react'
import { Loaded } from '../../components/loaded.tsx'
import type { Agent, Conversation } from '../../shapes.ts'
import { ActDialog, ActForm } from './act-dialog.tsx'
import { ChooseOne } from './choose-one.tsx'
import { useAgents } from './use-queues.ts'

interface Props {
  conversation: Conversation
  selfId: string | undefined
  onChoose: (agent: Agent) => void
  onClose: () => void
}

/** To whom a conversation goes: those who work in its queue, whoever is there and has least to do first. */
export function HandOverDialog(props: Props & { isOpen: boolean }) {
  return (
    <ActDialog isOpen={props.isOpen} onClose={props.onClose}>
      <HandOverForm {...props} />
    </ActDialog>
  )
}

function HandOverForm({ conversation, selfId, onChoose, onClose }: Props) {
  const query = useAgents()
  const [chosen, choose] = useState<string>()
  const agents = colleaguesFor(conversation, query.data?.items ?? [])
  const agent = agents.find(({ id }) => id === chosen)
  return (
    <ActForm
      title="Hand over"
      yes="Hand over"
      isReady={agent !== undefined}
      onYes={() => {
        if (agent) onChoose(agent)
        onClose()
      }}
      onClose={onClose}
    >
      <Loaded query={query}>
        {() =>
          agents.length === 0 ? (
            <Text>
              Nobody else works in this queue. An administrator of your organisation gives people their
              queues.
            </Text>
          ) : (
            <ChooseOne
              label="To whom"
              options={agents.map((one) => ({
                id: one.id,
                name: one.id === selfId ? `${one.name} (you)` : one.name,
                note: agentNote(one),
              }))}
              chosen={chosen}
              onChoose={choose}
            />
          )
        }
      </Loaded>
    </ActForm>
  )
}

function agentNote({ presence, load, capacity }: Agent): string {
  const there = presence === 'available' ? 'Available' : 'Away'
  return `${there} · ${load === 0 ? 'nothing' : load} waiting, takes ${capacity}`
}

/** Who may get it: works in the queue and does not have it. */
function colleaguesFor({ queueId, owner }: Conversation, agents: Agent[]): Agent[] {
  return agents
    .filter(({ id, queues }) => id !== owner?.id && queues.includes(queueId))
    .toSorted((one, other) => rankOf(one) - rankOf(other))
}

function rankOf({ presence, load, capacity }: Agent): number {
  if (presence === 'away') return 2
  return load >= capacity ? 1 : load / (capacity + 1)
}
