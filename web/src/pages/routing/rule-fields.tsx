import {
  Checkbox,
  Divider,
  Dropdown,
  Field,
  Input,
  makeStyles,
  Option,
  Select,
} from '@fluentui/react-components'
import { SkillsField } from '../../components/skills-field.tsx'
import type { RoutingRule } from '../../routing-api.ts'
import { priorityWords } from './general-section.tsx'
import { LinesField } from './lines-field.tsx'
import { type Problems, problemsAt } from './routing-draft.ts'
import { languageName } from './rule-words.ts'

/** What a rule can name. */
export interface RuleChoices {
  queues: { id: string; name: string }[]
  agents: { id: string; name: string }[]
  skills: string[]
}

interface Fields {
  rule: RoutingRule
  problems: Problems
  choices: RuleChoices
  onChange: (rule: RoutingRule) => void
}

const useStyles = makeStyles({ dropdown: { minWidth: '0' } })

/** Name, conditions and effects of a rule. */
export function RuleFields(props: Fields) {
  const { rule, problems, onChange } = props
  return (
    <>
      <Field
        label="Name"
        hint="As conversations say why they were routed so."
        required
        {...shown(problems, '/name')}
      >
        <Input
          maxLength={100}
          value={rule.name}
          onChange={(_, { value }) => onChange({ ...rule, name: value })}
        />
      </Field>
      <Divider>If all of this holds</Divider>
      <Conditions {...props} />
      <Divider>Then</Divider>
      <Effects {...props} />
      <Checkbox
        label="Rules after this one are not looked at if it holds"
        checked={rule.isLast}
        onChange={(_, { checked }) => onChange({ ...rule, isLast: checked === true })}
      />
    </>
  )
}

function Conditions({ rule, problems, onChange }: Fields) {
  const styles = useStyles()
  const { when } = rule
  const set = (changes: Partial<RoutingRule['when']>) =>
    onChange({ ...rule, when: without({ ...when, ...changes }) })
  const lines = (name: 'sender' | 'subject' | 'words' | 'labels', label: string, hint: string) => (
    <LinesField
      label={label}
      hint={`One a line; one of them is enough. ${hint}`}
      lines={when[name]}
      problem={problemsAt(problems, `/when/${name}`)}
      onChange={(value) => set({ [name]: value })}
    />
  )
  const languages = when.language ?? []
  return (
    <>
      {lines('sender', 'The sender is', 'mia@example.org, @example.org, or a part of the name.')}
      {lines('subject', 'The subject names', 'Whole words, in any case and with or without accents.')}
      {lines('words', 'Subject or text name', 'What the sender wrote newly, not what is quoted below it.')}
      <Field label="It is written in" {...shown(problems, '/when/language')}>
        <Dropdown
          className={styles.dropdown}
          multiselect
          placeholder="Any language"
          value={languages.map(languageName).join(', ')}
          selectedOptions={languages}
          onOptionSelect={(_, { selectedOptions }) =>
            set({ language: selectedOptions.length === 0 ? undefined : selectedOptions })
          }
        >
          {languageCodes.map((code) => (
            <Option key={code} value={code}>
              {languageName(code)}
            </Option>
          ))}
        </Dropdown>
      </Field>
      <Field label="Attachment">
        <Select
          value={when.hasAttachment === undefined ? '' : String(when.hasAttachment)}
          onChange={(_, { value }) => set({ hasAttachment: value === '' ? undefined : value === 'true' })}
        >
          <option value="">With or without</option>
          <option value="true">It has one</option>
          <option value="false">It has none</option>
        </Select>
      </Field>
      <Field
        label="The sender is a customer"
        hint="Known: has written to a queue before, or is a contact of one of the organisation’s mailboxes."
      >
        <Select
          value={when.customer ?? ''}
          onChange={(_, { value }) =>
            set({ customer: value === 'known' || value === 'new' ? value : undefined })
          }
        >
          <option value="">Known or new</option>
          <option value="known">Known</option>
          <option value="new">New</option>
        </Select>
      </Field>
      {lines('labels', 'The customer has the label', 'Labels stand on the page of the customer.')}
    </>
  )
}

function Effects({ rule, problems, choices, onChange }: Fields) {
  const { effect } = rule
  const set = (changes: Partial<RoutingRule['effect']>) =>
    onChange({ ...rule, effect: without({ ...effect, ...changes }) })
  return (
    <>
      <SkillsField
        label="It asks for"
        none="Nothing beyond what the queue asks for."
        skills={effect.skills ?? {}}
        suggested={choices.skills}
        onChange={(skills) => set({ skills: Object.keys(skills).length === 0 ? undefined : skills })}
      />
      <Field label="Priority" {...shown(problems, '/effect/priority')}>
        <Select
          value={effect.priority ?? ''}
          onChange={(_, { value }) => set({ priority: value === '' ? undefined : Number(value) })}
        >
          <option value="">As it is</option>
          {priorityWords.map((words, index) => (
            <option key={words} value={index + 1}>
              {words}
            </option>
          ))}
        </Select>
      </Field>
      <Field
        label="Into the queue"
        hint="What that queue asks for then counts as well."
        {...shown(problems, '/effect/queueId')}
      >
        <Named
          none="It stays in this one"
          items={choices.queues}
          value={effect.queueId}
          onChange={(queueId) => set({ queueId })}
        />
      </Field>
      <Field
        label="To the agent"
        hint="If they are available; otherwise to whoever can."
        {...shown(problems, '/effect/agentId')}
      >
        <Named
          none="Nobody in particular"
          items={choices.agents}
          value={effect.agentId}
          onChange={(agentId) => set({ agentId })}
        />
      </Field>
    </>
  )
}

function Named(props: {
  none: string
  items: { id: string; name: string }[]
  value: string | undefined
  onChange: (id: string | undefined) => void
}) {
  const { items, value = '' } = props
  const isGone = value !== '' && !items.some(({ id }) => id === value)
  return (
    // The label of the field around it names this one, too.
    <Select value={value} onChange={(_, data) => props.onChange(data.value || undefined)}>
      <option value="">{props.none}</option>
      {isGone && <option value={value}>One that is gone: choose another</option>}
      {items.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </Select>
  )
}

function shown(problems: Problems, pointer: string) {
  const problem = problemsAt(problems, pointer)
  return problem === undefined ? {} : ({ validationState: 'error', validationMessage: problem } as const)
}

/** What is undefined is not there at all: as the API answers it. */
function without<Part extends object>(part: Part): Part {
  return Object.fromEntries(Object.entries(part).filter(([, value]) => value !== undefined)) as Part
}

/** The languages that the server can tell (eld 2, languageData.js), by name. */
const languageCodes = (
  'am ar az be bg bn ca cs da de el en es et eu fa fi fr gu he hi hr hu hy is it ja ka kn ko ' +
  'ku lo lt lv ml mr ms nl no or pa pl pt ro ru sk sl sq sr sv ta te th tl tr uk ur vi yo zh'
)
  .split(' ')
  .sort((one, other) => languageName(one).localeCompare(languageName(other)))
