import { Badge, Button } from '@fluentui/react-components'
import { useAct } from '../../components/use-act.ts'
import { Ago } from '../../components/when.tsx'
import { type Agent, agents } from '../../routing-api.ts'

type Present = Pick<Agent, 'id' | 'name' | 'presence' | 'presenceAt'>

/** Whether somebody is there, in a word, and since when it is known. */
export function PresenceBadge({ agent }: { agent: Present }) {
  const { presence, presenceAt } = agent
  const isThere = presence === 'available'
  return (
    <span>
      <Badge appearance="tint" color={isThere ? 'success' : 'informative'}>
        {isThere ? 'Available' : 'Away'}
      </Badge>{' '}
      {!isThere && presenceAt !== null && <Ago at={presenceAt} />}
    </span>
  )
}

/** Sends somebody away who forgot to: nothing more is given to them. */
export function SetAway({ agent }: { agent: Present }) {
  const away = useAct(() => agents.change(agent.id, { presence: 'away' }), {
    said: `${agent.name} is away: nothing more is given to them.`,
    touches: [['supervision'], ['agents']],
  })
  if (agent.presence === 'away') return null
  return (
    <Button
      size="small"
      aria-label={`Set away ${agent.name}`}
      disabled={away.isPending}
      onClick={() => away.mutate()}
    >
      Set away
    </Button>
  )
}
