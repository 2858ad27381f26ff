import { Button, makeStyles, Text, Tooltip, tokens } from '@fluentui/react-components'
import {
  AddRegular,
  ArrowDownRegular,
  ArrowUpRegular,
  DeleteRegular,
  EditRegular,
} from '@fluentui/react-icons'
import { type ReactElement, useState } from 'react'
import { Section } from '../../components/page.tsx'
import type { RoutingRule } from '../../routing-api.ts'
import { useCard } from './general-section.tsx'
import { problemsAt, problemsBelow } from './routing-draft.ts'
import { RuleDialog } from './rule-dialog.tsx'
import type { RuleChoices } from './rule-fields.tsx'
import { type Names, ruleSentence } from './rule-words.ts'
import type { RoutingEdit } from './use-routing-draft.ts'

const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: '0', padding: '0' },
  rule: {
    display: 'grid',
    gridTemplateColumns: '32px minmax(0, 1fr) auto',
    gap: tokens.spacingHorizontalS,
    alignItems: 'start',
    paddingBlock: tokens.spacingVerticalS,
    borderBottom: `1px solid ${tokens.colorNeutralStroke3}`,
    '@media (max-width: 640px)': { gridTemplateColumns: '32px minmax(0, 1fr)' },
  },
  words: { display: 'flex', flexDirection: 'column', overflowWrap: 'anywhere' },
  buttons: { display: 'flex', '@media (max-width: 640px)': { gridColumn: 2 } },
})

/** The rules in their order, each as a sentence. */
export function RulesSection(props: { edit: RoutingEdit; names: Names; choices: RuleChoices }) {
  const styles = { ...useStyles(), ...useCard() }
  const { edit, names } = props
  const { rules } = edit.draft.routing
  const [opened, setOpened] = useState<number>()
  const set = (changed: RoutingRule[]) => edit.change({ rules: changed })
  const save = (place: number, rule: RoutingRule) => set(rules.toSpliced(place, 1, rule))
  return (
    <Section
      title="Rules"
      note="Looked at from the first to the last when somebody writes for the first time; each adds to what those before it have said."
      actions={
        <Button icon={<AddRegular />} disabled={rules.length >= 200} onClick={() => setOpened(rules.length)}>
          Add a rule
        </Button>
      }
    >
      <div className={styles.card}>
        {rules.length === 0 && (
          <Text className={styles.quiet}>No rules: every conversation asks for what the queue asks for.</Text>
        )}
        <ol className={styles.list} aria-label="Rules">
          {rules.map((rule, place) => (
            // Rules have no id of their own: two may be the same.
            // biome-ignore lint/suspicious/noArrayIndexKey: see above
            <li key={place} className={styles.rule}>
              <Text>{place + 1}.</Text>
              <div className={styles.words}>
                <Text weight="semibold">{rule.name}</Text>
                <Text>{ruleSentence(rule, names)}</Text>
                {problemsAt(edit.problems, `/rules/${place}`) && (
                  <Text role="alert" className={styles.problem}>
                    {problemsAt(edit.problems, `/rules/${place}`)}
                  </Text>
                )}
              </div>
              <div className={styles.buttons}>
                <Act name={`Change “${rule.name}”`} icon={<EditRegular />} onClick={() => setOpened(place)} />
                <Act
                  name={`Move “${rule.name}” up`}
                  icon={<ArrowUpRegular />}
                  isOff={place === 0}
                  onClick={() => set(moved(rules, place, place - 1))}
                />
                <Act
                  name={`Move “${rule.name}” down`}
                  icon={<ArrowDownRegular />}
                  isOff={place === rules.length - 1}
                  onClick={() => set(moved(rules, place, place + 1))}
                />
                <Act
                  name={`Delete “${rule.name}”`}
                  icon={<DeleteRegular />}
                  onClick={() => set(rules.toSpliced(place, 1))}
                />
              </div>
            </li>
          ))}
        </ol>
      </div>
      <RuleDialog
        isOpen={opened !== undefined}
        rule={opened === undefined ? undefined : rules[opened]}
        problems={problemsBelow(edit.problems, `/rules/${opened}`)}
        choices={props.choices}
        onSave={(rule) => save(opened ?? rules.length, rule)}
        onClose={() => setOpened(undefined)}
      />
    </Section>
  )
}

function Act(props: { name: string; icon: ReactElement; isOff?: boolean; onClick: () => void }) {
  return (
    <Tooltip content={props.name} relationship="label">
      <Button
        appearance="subtle"
        icon={props.icon}
        disabledFocusable={props.isOff === true}
        onClick={props.onClick}
      />
    </Tooltip>
  )
}

function moved(rules: RoutingRule[], from: number, to: number): RoutingRule[] {
  return rules.toSpliced(from, 1).toSpliced(to, 0, ...rules.slice(from, from + 1))
}
