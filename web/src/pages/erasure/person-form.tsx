import { Button, Field, makeStyles, Text, Textarea, tokens } from '@fluentui/react-components'
import { useState } from 'react'
import { Section } from '../../components/page.tsx'
import { useAct } from '../../components/use-act.ts'
import { addressProblem } from '../../credential-rules.ts'
import { type ErasureCounts, personalData, type StartedErasure } from '../../erasures-api.ts'
import { saveFile } from '../../save-file.ts'
import { CountList } from './count-list.tsx'
import { EraseButton } from './erase-button.tsx'

const useStyles = makeStyles({
  form: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM, maxWidth: '640px' },
  buttons: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS },
})

/** The addresses of a person, and what can be done: count, export, erase what was counted. */
export function PersonForm(props: { organisationId: string; onStarted: (erasure: StartedErasure) => void }) {
  const styles = useStyles()
  const { organisationId } = props
  const [typed, setTyped] = useState('')
  const [found, setFound] = useState<{ counts: ErasureCounts; addresses: string[] }>()
  const addresses = typed.split(/[\s,;]+/).filter((one) => one !== '')
  const wrong = addresses.find((one) => addressProblem(one) !== undefined)
  const isReady = addresses.length > 0 && !wrong
  const count = useAct(() => personalData.count(organisationId, addresses), { touches: [] })
  const save = useAct(() => personalData.export(organisationId, addresses), {
    said: 'The file holds their conversations and every message as it came.',
    touches: [],
  })
  // Only what was counted as it stands here can be erased.
  const counted = found && found.addresses.join(' ') === addresses.join(' ') ? found : undefined
  return (
    <Section title="A person">
      <div className={styles.form}>
        <Field
          label="Their e-mail addresses"
          hint="All of them, separated by blanks or one in each line."
          validationState={wrong ? 'error' : 'none'}
          validationMessage={wrong && `“${wrong}” is not an e-mail address: write it as name@domain.`}
          required
        >
          <Textarea value={typed} onChange={(_, { value }) => setTyped(value)} />
        </Field>
        <div className={styles.buttons}>
          <Button
            appearance="primary"
            disabled={!isReady || count.isPending}
            onClick={() =>
              count.mutate(undefined, { onSuccess: (counts) => setFound({ counts, addresses }) })
            }
          >
            {count.isPending ? 'Looking …' : 'Look what there is'}
          </Button>
          <Button
            disabled={!isReady || save.isPending}
            onClick={() =>
              save.mutate(undefined, {
                onSuccess: (file) => saveFile('personal-data.zip', file, 'application/zip'),
              })
            }
          >
            {save.isPending ? 'Being written …' : 'Download what is kept'}
          </Button>
        </div>
        {!counted && <Text>To erase, look first what there is.</Text>}
      </div>
      {counted && (
        <>
          <CountList counts={counted.counts} />
          <div>
            <EraseButton
              organisationId={organisationId}
              addresses={counted.addresses}
              onStarted={(erasure) => {
                setTyped('')
                props.onStarted(erasure)
              }}
            />
          </div>
        </>
      )}
    </Section>
  )
}
