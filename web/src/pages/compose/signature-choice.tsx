import { Dropdown, Field, Input, makeStyles, Option, tokens } from '@fluentui/react-components'
import { SafeHtml } from '../../components/safe-html.tsx'
import type { Template } from '../../shapes.ts'
import type { Draft } from './draft-store.ts'
import { fieldLabel, fillFields, isAskedFor } from './merge-fields.ts'

const useStyles = makeStyles({
  root: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalS },
  preview: {
    borderRadius: tokens.borderRadiusMedium,
    border: `1px dashed ${tokens.colorNeutralStroke2}`,
    overflow: 'hidden',
    maxHeight: '180px',
    overflowY: 'auto',
  },
})

/** The signature that is added below the text, as it will look; none where the person has none. */
export function SignatureChoice(props: {
  signatures: Template[]
  draft: Draft
  onChange: (change: Partial<Draft>) => void
}) {
  const styles = useStyles()
  const { signatures, draft, onChange } = props
  if (signatures.length === 0) return null
  const chosen = chosenSignature(signatures, draft)
  return (
    <div className={styles.root}>
      <Field label="Signature" orientation="horizontal">
        <Dropdown
          size="small"
          value={chosen?.name ?? 'None'}
          selectedOptions={[chosen?.id ?? 'none']}
          onOptionSelect={(_, { optionValue }) =>
            onChange({ signature: optionValue === 'none' ? null : optionValue })
          }
        >
          <Option value="none">None</Option>
          {signatures.map(({ id, name, isDefault }) => (
            <Option key={id} value={id} text={name}>
              {isDefault ? `${name} (default)` : name}
            </Option>
          ))}
        </Dropdown>
      </Field>
      {chosen?.fields.filter(isAskedFor).map((name) => (
        <Field key={name} label={fieldLabel(name)} orientation="horizontal">
          <Input
            size="small"
            value={draft.fields[name] ?? ''}
            onChange={(_, data) => onChange({ fields: { ...draft.fields, [name]: data.value } })}
          />
        </Field>
      ))}
      {chosen && (
        <div className={styles.preview}>
          <SafeHtml html={fillFields(chosen.html, draft.fields)} title="Signature" />
        </div>
      )}
    </div>
  )
}

/** A person's own default goes before the organisation's. */
function chosenSignature(signatures: Template[], { signature }: Draft): Template | undefined {
  if (signature === null) return undefined
  if (signature !== undefined) return signatures.find(({ id }) => id === signature)
  const defaults = signatures.filter(({ isDefault }) => isDefault)
  return defaults.find(({ mailboxId }) => mailboxId !== null) ?? defaults[0]
}
