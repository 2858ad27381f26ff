import { Button, Combobox, Field, makeStyles, Option, Select, Text, tokens } from '@fluentui/react-components'
import { AddRegular, DismissRegular } from '@fluentui/react-icons'
import { useState } from 'react'
import type { Skills } from '../routing-api.ts'

const useStyles = makeStyles({
  // fieldset without its frame: only the group and its name are meant
  root: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalS,
    border: 'none',
    margin: '0',
    padding: '0',
    minWidth: '0',
  },
  line: { display: 'flex', flexWrap: 'wrap', alignItems: 'end', gap: tokens.spacingHorizontalS },
  skill: { minWidth: '120px', overflowWrap: 'anywhere', alignSelf: 'center' },
  quiet: { color: tokens.colorNeutralForeground2 },
})

const levels = ['1 some', '2', '3 good', '4', '5 best']

/** Skills with their levels; those that are in use already are suggested. */
export function SkillsField(props: {
  label: string
  /** What it means if there are none. */
  none: string
  skills: Skills
  suggested: string[]
  onChange: (skills: Skills) => void
}) {
  const styles = useStyles()
  const { skills, onChange } = props
  const [typed, setTyped] = useState('')
  const add = (name: string) => {
    const skill = name.trim().toLowerCase()
    if (skill === '') return
    setTyped('')
    onChange({ ...skills, [skill]: skills[skill] ?? 1 })
  }
  const open = props.suggested.filter(
    (name) => !(name in skills) && name.includes(typed.trim().toLowerCase()),
  )
  return (
    <fieldset className={styles.root} aria-label={props.label}>
      <Text weight="semibold">{props.label}</Text>
      {Object.keys(skills).length === 0 && <Text className={styles.quiet}>{props.none}</Text>}
      {Object.entries(skills).map(([skill, level]) => (
        <div key={skill} className={styles.line}>
          <Text className={styles.skill}>{skill}</Text>
          <Select
            aria-label={`Level of ${skill}`}
            value={level}
            onChange={(_, { value }) => onChange({ ...skills, [skill]: Number(value) })}
          >
            {levels.map((words, index) => (
              <option key={words} value={index + 1}>
                {words}
              </option>
            ))}
          </Select>
          <Button
            appearance="subtle"
            icon={<DismissRegular />}
            aria-label={`Without ${skill}`}
            onClick={() =>
              onChange(Object.fromEntries(Object.entries(skills).filter(([name]) => name !== skill)))
            }
          />
        </div>
      ))}
      <div className={styles.line}>
        <Field label="Another skill">
          <Combobox
            freeform
            input={{ maxLength: 50 }}
            placeholder="such as german"
            value={typed}
            selectedOptions={[]}
            onChange={(event) => setTyped(event.target.value)}
            onOptionSelect={(_, { optionValue }) => add(optionValue ?? '')}
          >
            {open.map((name) => (
              <Option key={name} value={name}>
                {name}
              </Option>
            ))}
          </Combobox>
        </Field>
        <Button icon={<AddRegular />} disabled={typed.trim() === ''} onClick={() => add(typed)}>
          Add
        </Button>
      </div>
    </fieldset>
  )
}
