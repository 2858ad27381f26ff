import {
  MessageBar,
  MessageBarBody,
  makeStyles,
  Text,
  Title3,
  Toaster,
  tokens,
} from '@fluentui/react-components'
import { useQuery } from '@tanstack/react-query'
import { useRouterState } from '@tanstack/react-router'
import { useEffect } from 'react'
import { ApiProblem, setup } from '../../api.ts'
import { Loaded } from '../../components/loaded.tsx'
import { toasterId } from '../../components/toasts.tsx'
import { guides } from '../../guide/guides.ts'
import { keys } from '../../keys.ts'
import type { Setup as SetupState } from '../../shapes.ts'
import { AutomaticGate } from './automatic/automatic-gate.tsx'
import { SetupSteps } from './setup-steps.tsx'
import { Welcome } from './welcome.tsx'

const useStyles = makeStyles({
  root: { minHeight: '100%', backgroundColor: tokens.colorNeutralBackground2 },
  head: {
    display: 'flex',
    alignItems: 'center',
    gap: tokens.spacingHorizontalM,
    padding: `${tokens.spacingVerticalM} ${tokens.spacingHorizontalXXL}`,
    backgroundColor: tokens.colorNeutralBackground3,
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
    '@media (max-width: 820px)': { paddingInline: tokens.spacingHorizontalL },
  },
  main: {
    maxWidth: '1080px',
    marginInline: 'auto',
    padding: tokens.spacingHorizontalXXL,
    '@media (max-width: 820px)': { padding: tokens.spacingHorizontalL },
  },
})

/** Setup: the customer's administrator, led by an invitation link; can be left and resumed. */
export function Setup() {
  const styles = useStyles()
  // The token stands behind '#', so that it reaches no server's log.
  const invitation = useRouterState({ select: (state) => tokenIn(state.location.hash) })
  const isWhole = /^[\w-]{43}$/.test(invitation)
  const query = useQuery({
    queryKey: [...keys.setup, invitation],
    queryFn: () => setup.get(invitation),
    enabled: isWhole,
    // Somebody else may work with the same link, and a look may end.
    refetchInterval: ({ state: { data } }) => (data?.look && data.look.state !== 'done' ? 1500 : 8000),
    refetchOnWindowFocus: 'always',
  })
  useEffect(() => {
    document.title = 'Setup · Tandem'
  }, [])
  const refusal = query.error instanceof ApiProblem && query.error.status === 401 ? query.error : undefined
  return (
    <div className={styles.root}>
      <header className={styles.head}>
        <img src="/icon.svg" alt="" width={28} height={28} />
        <Title3 as="h1">Connect {query.data?.organisation.name ?? 'your organisation'}</Title3>
      </header>
      <main className={styles.main}>
        {refusal || !isWhole ? (
          <Refused text={refusal?.detail ?? incomplete} />
        ) : (
          <Loaded query={query}>
            {(state) => (
              <AutomaticGate invitation={invitation} isProven={state.steps.verified}>
                <Known state={state} invitation={invitation} />
              </AutomaticGate>
            )}
          </Loaded>
        )}
      </main>
      <Toaster toasterId={toasterId} position="bottom" />
    </div>
  )
}

function Known(props: { state: SetupState; invitation: string }) {
  const { state, invitation } = props
  const guide = state.connection && guides[state.connection.method]
  if (!state.connection) return <Welcome state={state} invitation={invitation} />
  if (!guide) return <Refused text={unguided} />
  return (
    <SetupSteps
      key={state.applicationName}
      guide={guide}
      state={state}
      connection={state.connection}
      invitation={invitation}
    />
  )
}

const incomplete =
  'This link is not complete: its end is missing. Copy the whole link from the invitation; if that does not help, ask who sent it for a new one.'
const unguided = 'For this way to connect there is no guide here yet. Ask the people who sent you the link.'

/** What mail programs and chats put behind a link does not belong to its token. */
function tokenIn(hash: string): string {
  return hash.replace(/[^\w-]+$/, '')
}

/** A link that opens nothing: why, and whom to ask. */
function Refused({ text }: { text: string }) {
  return (
    <MessageBar intent="warning" layout="multiline">
      <MessageBarBody>
        <Text>{text}</Text>
      </MessageBarBody>
    </MessageBar>
  )
}
