import { Field, makeStyles, Radio, RadioGroup, Select, tokens } from '@fluentui/react-components'
import { Section } from '../../components/page.tsx'
import { SkillsField } from '../../components/skills-field.tsx'
import { problemsAt } from './routing-draft.ts'
import type { RoutingEdit } from './use-routing-draft.ts'

/** The frame of a part of the settings. */
export const useCard = makeStyles({
  card: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalL,
    padding: tokens.spacingHorizontalL,
    borderRadius: tokens.borderRadiusLarge,
    backgroundColor: tokens.colorNeutralBackground1,
    boxShadow: tokens.shadow2,
  },
  narrow: { maxWidth: '420px' },
  line: { display: 'flex', flexWrap: 'wrap', alignItems: 'end', gap: tokens.spacingHorizontalM },
  quiet: { color: tokens.colorNeutralForeground2 },
  problem: { color: tokens.colorStatusDangerForeground3 },
})

export const priorityWords = ['1 most urgent', '2', '3 as usual', '4', '5 can wait']

/** How conversations find their agents, and what an agent must have. */
export function GeneralSection({ edit, suggested }: { edit: RoutingEdit; suggested: string[] }) {
  const styles = useCard()
  const { routing } = edit.draft
  return (
    <Section title="Who gets a conversation">
      <div className={styles.card}>
        <Field label="Conversations are">
          <RadioGroup
            value={routing.distribution}
            onChange={(_, { value }) => edit.change({ distribution: value as typeof routing.distribution })}
          >
            <Radio
              value="automatic"
              label={{
                children:
                  'given automatically: each goes at once to the available agent with its skills who has the least to do.',
              }}
            />
            <Radio
              value="by-hand"
              label={{ children: 'taken by hand: agents see what waits and take what they want.' }}
            />
          </RadioGroup>
        </Field>
        <SkillsField
          label="What an agent must have"
          none="Nothing in particular: every agent of the queue can get its conversations."
          skills={routing.skills}
          suggested={suggested}
          onChange={(skills) => edit.change({ skills })}
        />
        <Field
          className={styles.narrow}
          label="Priority"
          hint="Of what waits, the more urgent is given first; rules can change it."
          validationMessage={problemsAt(edit.problems, '/priority')}
        >
          <Select
            value={routing.priority}
            onChange={(_, { value }) => edit.change({ priority: Number(value) })}
          >
            {priorityWords.map((words, index) => (
              <option key={words} value={index + 1}>
                {words}
              </option>
            ))}
          </Select>
        </Field>
      </div>
    </Section>
  )
}
