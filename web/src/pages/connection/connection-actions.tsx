import { Button, Text } from '@fluentui/react-components'
import { connections } from '../../api.ts'
import { Ask } from '../../components/ask.tsx'
import { useAct } from '../../components/use-act.ts'
import { keys } from '../../keys.ts'
import type { Connection } from '../../shapes.ts'

type Move = Parameters<typeof connections.move>[1]

/** Put to use, suspend, start again: each where the state allows it. */
export function ConnectionActions(props: { connection: Connection }) {
  const { id, organisationId, state } = props.connection
  const move = useAct((to: Move) => connections.move(id, to), {
    touches: [
      keys.connection(id),
      keys.verifications(id),
      keys.connectionsOf(organisationId),
      keys.organisation(organisationId),
      keys.organisations,
    ],
  })
  return (
    <>
      {(state === 'verified' || state === 'suspended') && (
        <Button appearance="primary" disabled={move.isPending} onClick={() => move.mutate('activate')}>
          Activate
        </Button>
      )}
      {state === 'active' && (
        <Ask
          title="Suspend this connection?"
          yes="Suspend"
          onYes={() => move.mutateAsync('suspend')}
          trigger={<Button>Suspend</Button>}
        >
          <Text>
            Nothing is read from or written to its mailboxes until it is activated again. Contacts here stay;
            edits wait.
          </Text>
        </Ask>
      )}
      {(state === 'draft' || state === 'failed' || state === 'suspended') && (
        <Ask
          title="Start again?"
          yes="Start a new attempt"
          onYes={() => move.mutateAsync('attempts')}
          trigger={<Button>Start again</Button>}
        >
          <Text>
            The settings stay filled in, the secret has to be entered anew, and names on the other side get
            the next number. The reports of earlier attempts are kept.
          </Text>
        </Ask>
      )}
    </>
  )
}
