import { Spinner, Text } from '@fluentui/react-components'
import { useQuery } from '@tanstack/react-query'
import { Script } from '../../components/copy.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { Section } from '../../components/page.tsx'
import { Moment } from '../../components/when.tsx'
import { type Erasure, personalData } from '../../erasures-api.ts'
import { keys } from '../../keys.ts'
import { certificateText } from './erasure-words.ts'

/** What was erased, each with its certificate; newest first. */
export function DoneErasures(props: { organisationId: string; name: string; salts: Record<string, string> }) {
  const { organisationId, name, salts } = props
  const query = useQuery({
    queryKey: keys.erasures(organisationId),
    queryFn: () => personalData.list(organisationId),
    refetchInterval: ({ state }) => (state.data?.items.some(isRunning) ? 1000 : false),
  })
  return (
    <Section title="Certificates" note="Each also stands in the audit log.">
      <Loaded query={query} rows={2}>
        {({ items }) =>
          items.length === 0 ? (
            <Text>Nobody was erased yet.</Text>
          ) : (
            items.map((erasure) => (
              <Certificate key={erasure.id} erasure={erasure} name={name} salt={salts[erasure.id]} />
            ))
          )
        }
      </Loaded>
    </Section>
  )
}

function isRunning({ state }: Erasure): boolean {
  return state === 'running'
}

function Certificate(props: { erasure: Erasure; name: string; salt: string | undefined }) {
  const { erasure, name, salt } = props
  if (isRunning(erasure)) return <Spinner label="Being erased …" labelPosition="after" />
  return (
    <>
      <Text>
        <Moment at={erasure.doneAt ?? erasure.createdAt} />: {erasure.reason}
        {salt !== undefined && '. Keep its certificate now: the salt in it is shown only this once.'}
      </Text>
      <Script
        text={certificateText(erasure, name, salt)}
        name={`erasure-${erasure.id}.txt`}
        label="Certificate"
        what="certificate"
      />
    </>
  )
}
