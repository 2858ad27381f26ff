import { Checkbox, Field, Input, makeStyles, Radio, RadioGroup } from '@fluentui/react-components'
import type { WebhookType } from '../../webhooks-api.ts'
import { typeNames } from './webhook-words.tsx'

export interface WebhookDraft {
  url: string
  description: string
  /** Empty: all. */
  types: WebhookType[]
  isChosen: boolean
}

const useStyles = makeStyles({
  list: { display: 'flex', flexDirection: 'column', margin: '0', padding: '0', border: 'none' },
})

/** Whether a draft can be sent: an address, and a type where types are chosen. */
export function isReady({ url, types, isChosen }: WebhookDraft): boolean {
  return /^https?:\/\/\S+$/i.test(url.trim()) && (!isChosen || types.length > 0)
}

/** A draft as the API takes it. */
export function asBody({ url, description, types, isChosen }: WebhookDraft) {
  return { url: url.trim(), description: description.trim(), types: isChosen ? types : [] }
}

/** Address, description and event types of a webhook. */
export function WebhookFields(props: { draft: WebhookDraft; onChange: (draft: WebhookDraft) => void }) {
  const styles = useStyles()
  const { draft, onChange } = props
  const toggle = (type: WebhookType, isOn: boolean) =>
    onChange({ ...draft, types: isOn ? [...draft.types, type] : draft.types.filter((one) => one !== type) })
  return (
    <>
      <Field
        label="Address"
        hint="Begins with https:// and can be reached from outside, such as https://crm.example.com/hooks."
        required
      >
        <Input type="url" value={draft.url} onChange={(_, { value }) => onChange({ ...draft, url: value })} />
      </Field>
      <Field label="Description" hint="What listens there, such as “CRM production”.">
        <Input
          value={draft.description}
          onChange={(_, { value }) => onChange({ ...draft, description: value })}
        />
      </Field>
      <Field label="What it is told">
        <RadioGroup
          value={draft.isChosen ? 'some' : 'all'}
          onChange={(_, { value }) => onChange({ ...draft, isChosen: value === 'some' })}
        >
          <Radio value="all" label="Everything" />
          <Radio value="some" label="Only what is chosen here" />
        </RadioGroup>
      </Field>
      {draft.isChosen && (
        <fieldset className={styles.list} aria-label="Event types">
          {Object.entries(typeNames).map(([type, name]) => (
            <Checkbox
              key={type}
              label={name}
              checked={draft.types.includes(type as WebhookType)}
              onChange={(_, { checked }) => toggle(type as WebhookType, checked === true)}
            />
          ))}
        </fieldset>
      )}
    </>
  )
}
