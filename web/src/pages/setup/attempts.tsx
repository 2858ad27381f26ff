import { Text } from '@fluentui/react-components'
import { VerificationReport } from '../../components/verification-report.tsx'
import { Moment } from '../../components/when.tsx'
import type { Setup, Verification } from '../../shapes.ts'
import { Folded, Part, Step } from './step.tsx'

/** Every attempt and every report of it, with its date: kept for ever. */
export function Attempts({ state }: { state: Setup }) {
  const numbers = [...new Set(state.verifications.map(({ attempt }) => attempt))]
  return (
    <Step title="Attempts so far">
      <Text>
        Every verification is kept with its report. A new attempt begins with what was typed, without the
        secret.
      </Text>
      {numbers.map((number) => (
        <Part key={number} title={`Tandem-${number}`}>
          {state.verifications
            .filter(({ attempt }) => attempt === number)
            .map((verification) => (
              <Folded key={verification.id} title={`${outcome(verification)}`}>
                <Text>
                  <Moment at={verification.createdAt} />
                </Text>
                <VerificationReport verification={verification} reader="administrator" />
              </Folded>
            ))}
        </Part>
      ))}
    </Step>
  )
}

function outcome({ state, checks, createdAt }: Verification): string {
  const at = new Date(createdAt).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' })
  const wrong = checks.find((check) => check.state === 'failed')?.headline
  if (state === 'passed') return `${at}: verified`
  if (state === 'failed') return `${at}: not verified. ${wrong ?? ''}`
  return `${at}: under way`
}
