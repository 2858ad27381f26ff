import { Button, Text } from '@fluentui/react-components'
import { ShieldErrorRegular } from '@fluentui/react-icons'
import { connections } from '../../api.ts'
import { Ask } from '../../components/ask.tsx'
import { useAct } from '../../components/use-act.ts'
import { keys } from '../../keys.ts'
import type { Connection } from '../../shapes.ts'

/** A suspected breach as one act, after a yes that says everything it does. */
export function BreachButton(props: { connection: Connection }) {
  const { id, organisationId } = props.connection
  const report = useAct(() => connections.breach(id), {
    said: 'Suspended. Tokens and credentials are forgotten, the contacts are told.',
    touches: [
      keys.connection(id),
      keys.connectionsOf(organisationId),
      keys.organisation(organisationId),
      keys.organisations,
      ['notices'],
    ],
  })
  return (
    <Ask
      title="May others know this credential?"
      yes="Suspend and forget it"
      onYes={() => report.mutateAsync()}
      trigger={<Button icon={<ShieldErrorRegular />}>Suspected breach</Button>}
    >
      <Text>
        At once: the connection is suspended, every worker drops its tokens, all credentials held here are
        forgotten and never taken again, and the organisation’s contacts are told.
      </Text>
      <Text>
        It cannot be undone. To go on, a new secret or certificate must be entered and proven; delete the old
        one in the directory too, because a token that others hold works for up to an hour more.
      </Text>
    </Ask>
  )
}
