import {
  Button,
  Checkbox,
  Field,
  Input,
  makeStyles,
  Radio,
  RadioGroup,
  tokens,
} from '@fluentui/react-components'
import { KeyRegular } from '@fluentui/react-icons'
import type { KeyGroup } from '@tandem/model/api/api-keys.ts'
import { useState } from 'react'
import { apiKeys } from '../../api.ts'
import { Ask } from '../../components/ask.tsx'
import { Choice } from '../../components/choice.tsx'
import { useAct } from '../../components/use-act.ts'
import { keys } from '../../keys.ts'
import { groups, groupWords } from './key-scopes.ts'

const useStyles = makeStyles({
  groups: {
    display: 'grid',
    gridTemplateColumns: '1fr auto auto',
    alignItems: 'center',
    columnGap: tokens.spacingHorizontalM,
  },
})

type Scope = `${KeyGroup}:${'read' | 'write'}`
const terms = { never: 'Never', '30': 'In 30 days', '90': 'In 90 days', '365': 'In a year' }
type Term = keyof typeof terms
const day = 86_400_000

/** Makes a key: what it is for, what it may do, when it ends. */
export function NewKey(props: { organisationId: string; onMade: (key: string | undefined) => void }) {
  const [name, setName] = useState('')
  const [scopes, setScopes] = useState<Scope[] | null>(null)
  const [term, setTerm] = useState<Term>('never')
  const create = useAct(apiKeys.create, { touches: [keys.apiKeys(props.organisationId)] })
  const add = async () => {
    const made = await create.mutateAsync({
      name: name.trim(),
      organisationId: props.organisationId,
      scopes,
      expiresAt: term === 'never' ? null : new Date(Date.now() + Number(term) * day).toISOString(),
    })
    props.onMade(made.key ?? undefined)
    setName('')
    setScopes(null)
    setTerm('never')
  }
  return (
    <Ask
      title="New API key"
      yes="Make the key"
      isReady={name.trim() !== '' && scopes?.length !== 0}
      onYes={add}
      trigger={<Button icon={<KeyRegular />}>New key</Button>}
    >
      <Field label="Name" hint="Where the key is used, such as “CRM production”." required>
        <Input value={name} onChange={(_, data) => setName(data.value)} />
      </Field>
      <Field label="What it may do">
        <RadioGroup
          value={scopes === null ? 'all' : 'some'}
          onChange={(_, data) => setScopes(data.value === 'all' ? null : [])}
        >
          <Radio value="all" label="Everything of this organisation" />
          <Radio value="some" label="Only what is chosen" />
        </RadioGroup>
      </Field>
      {scopes && <Scopes scopes={scopes} onChange={setScopes} />}
      <Choice label="It ends" words={terms} value={term} onChange={setTerm} />
    </Ask>
  )
}

function Scopes(props: { scopes: Scope[]; onChange: (scopes: Scope[]) => void }) {
  const styles = useStyles()
  const { scopes } = props
  const set = (group: KeyGroup, mode: 'none' | 'read' | 'write') => {
    const others = scopes.filter((scope) => !scope.startsWith(`${group}:`))
    props.onChange(mode === 'none' ? others : [...others, `${group}:${mode}`])
  }
  return (
    <div className={styles.groups}>
      {groups.map((group) => {
        const writes = scopes.includes(`${group}:write`)
        const name = groupWords[group]
        return [
          <span key={`${group} name`}>{name}</span>,
          <Checkbox
            key={`${group} read`}
            label="Read"
            input={{ 'aria-label': `${name}: read` }}
            // Who changes also reads.
            disabled={writes}
            checked={writes || scopes.includes(`${group}:read`)}
            onChange={(_, data) => set(group, data.checked ? 'read' : 'none')}
          />,
          <Checkbox
            key={`${group} write`}
            label="Change"
            input={{ 'aria-label': `${name}: change` }}
            checked={writes}
            onChange={(_, data) => set(group, data.checked ? 'write' : 'read')}
          />,
        ]
      })}
    </div>
  )
}
