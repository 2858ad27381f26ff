import { Badge, Button, makeStyles, Text, tokens } from '@fluentui/react-components'
import type { ReactNode } from 'react'
import { connections } from '../../api.ts'
import { Ask } from '../../components/ask.tsx'
import { CertificateFiles } from '../../components/certificate-files.tsx'
import { Expiry } from '../../components/expiry.tsx'
import { Facts } from '../../components/facts.tsx'
import { uploadMoves } from '../../components/make-certificate.tsx'
import { useAct } from '../../components/use-act.ts'
import { Ago, Day } from '../../components/when.tsx'
import { credentialEnd } from '../../credential-end.ts'
import { keys } from '../../keys.ts'
import type { Connection, CredentialFacts } from '../../shapes.ts'

const useStyles = makeStyles({
  slot: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalS },
  head: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalS },
  quiet: { color: tokens.colorNeutralForeground2 },
})

/** The credentials that a connection holds: what is in use, what waits for its proof, what was in use before. */
export function CredentialSlots(props: { connection: Connection }) {
  const { connection } = props
  const { credential, nextCredential, nextRefused, previousCredential, previousSince, state } = connection
  const mayChange = state !== 'verifying'
  return (
    <>
      {nextCredential && (
        <Slot
          badge={
            nextRefused ? (
              <Badge color="danger">Not accepted</Badge>
            ) : (
              <Badge color="warning">Waits for its proof</Badge>
            )
          }
          note={
            nextRefused
              ? `${nextRefused.headline} The present one works on. Enter another one, or verify again when it is put right.`
              : 'The present one works on until this one is proven: verify the connection.'
          }
          facts={nextCredential}
          actions={mayChange && <Drop connection={connection} which="next" />}
        />
      )}
      {credential && (
        <Slot
          badge={<Badge color="success">{state === 'active' ? 'In use' : 'Kept'}</Badge>}
          note={endNote(connection)}
          facts={credential}
          end={<Expiry at={credentialEnd(connection).at} />}
        />
      )}
      {previousCredential && (
        <Slot
          badge={<Badge color="informative">In use before</Badge>}
          note={
            <>
              Replaced {previousSince && <Ago at={previousSince} />}; kept for a week, so that it can be put
              back.
            </>
          }
          facts={previousCredential}
          actions={
            mayChange && (
              <>
                <PutBack connection={connection} />
                <Drop connection={connection} which="previous" />
              </>
            )
          }
        />
      )}
    </>
  )
}

function Slot(props: {
  badge: ReactNode
  note: ReactNode
  facts: CredentialFacts
  end?: ReactNode
  actions?: ReactNode
}) {
  const styles = useStyles()
  const { facts } = props
  const isWaiting = props.end === undefined && facts.certificate !== undefined
  return (
    <div className={styles.slot}>
      <div className={styles.head}>
        {props.badge}
        <Text className={styles.quiet}>{props.note}</Text>
        {props.actions}
      </div>
      <Facts
        facts={{
          Kind: facts.kind === 'secret' ? 'Client secret' : 'Certificate',
          'Ends with': `…${facts.lastFour}`,
          // That of a certificate stands beside its files.
          ...(!facts.certificate && { Fingerprint: facts.fingerprint }),
          Expires: props.end ?? <Expiry at={facts.expiresAt} />,
        }}
      />
      {facts.certificate && (
        <CertificateFiles certificate={facts.certificate} fingerprint={facts.fingerprint} />
      )}
      {isWaiting && <Text className={styles.quiet}>{uploadMoves}</Text>}
    </div>
  )
}

/** Where the date comes from, and whether two sources disagree. */
function endNote(connection: Connection): ReactNode {
  const { credential, directoryEnd } = connection
  const { source, differs } = credentialEnd(connection)
  if (differs && credential?.expiresAt)
    return (
      <>
        The directory says another day than was entered (<Day at={credential.expiresAt} />
        ); the directory counts.
      </>
    )
  if (source === 'directory') return 'The date comes from the directory.'
  if (directoryEnd?.why === 'not-listed')
    return 'The directory does not list this one any more: somebody may have deleted it there. Make a new one in good time.'
  if (source === 'unknown')
    return 'Nobody knows when it ends, so nobody can be told in time. Enter the date with the next one, or grant Application.Read.All.'
  return 'The date is as it was entered; with the permission Application.Read.All it is read from the directory.'
}

function Drop(props: { connection: Connection; which: 'next' | 'previous' }) {
  const { connection, which } = props
  const drop = useAct(() => connections.dropCredential(connection.id, which), {
    said: 'Forgotten.',
    touches: [keys.connection(connection.id)],
  })
  return (
    <Ask
      title="Forget this one?"
      yes="Forget it"
      onYes={() => drop.mutateAsync()}
      trigger={<Button size="small">Forget</Button>}
    >
      <Text>It cannot be used here any more unless it is entered again. The one in use stays.</Text>
    </Ask>
  )
}

function PutBack(props: { connection: Connection }) {
  const { id } = props.connection
  const put = useAct(() => connections.putCredentialBack(id), {
    said: 'It waits for its proof: verify.',
    touches: [keys.connection(id)],
  })
  return (
    <Button size="small" disabled={put.isPending} onClick={() => put.mutate()}>
      Put back
    </Button>
  )
}
