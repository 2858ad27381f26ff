import { Button, Field, Switch, Text, Textarea } from '@fluentui/react-components'
import { Section } from '../../components/page.tsx'
import { useLast } from '../../components/use-last.ts'
import type { OpeningHours } from '../../routing-api.ts'
import { personZone } from '../../zoned.ts'
import { ZonePicker } from '../calendar/zone-picker.tsx'
import { DayRow } from './day-row.tsx'
import { useCard } from './general-section.tsx'
import type { RoutingEdit } from './use-routing-draft.ts'
import { type Span, weekdays, workWeek } from './week.ts'

/** When the queue is open, and on which days it is not. */
export function HoursSection({ edit }: { edit: RoutingEdit }) {
  const styles = useCard()
  const { hours } = edit.draft.routing
  // Switched off and on again, they are as they were.
  const last = useLast(hours ?? undefined) ?? { zone: personZone(), week: workWeek, holidays: [] }
  return (
    <Section
      title="Opening hours"
      note="Minutes of promises are counted while the queue is open; mail is given to available agents at any time."
    >
      <div className={styles.card}>
        <Switch
          label={hours ? 'It is open at the hours below' : 'It is always open'}
          checked={hours !== null}
          onChange={(_, { checked }) => edit.change({ hours: checked ? last : null })}
        />
        {hours && <Week edit={edit} hours={hours} />}
      </div>
    </Section>
  )
}

function Week({ edit, hours }: { edit: RoutingEdit; hours: OpeningHours }) {
  const styles = useCard()
  const set = (changes: Partial<OpeningHours>) => edit.change({ hours: { ...hours, ...changes } })
  const setWeek = (week: Span[]) => set({ week })
  const { problems } = edit
  return (
    <>
      <div className={styles.line}>
        <ZonePicker zone={hours.zone} onChange={(zone) => set({ zone })} />
        <Button onClick={() => setWeek(workWeek)}>Monday to Friday, 9 to 17</Button>
      </div>
      {problems['/hours/zone'] && (
        <Text role="alert" className={styles.problem}>
          {problems['/hours/zone']}
        </Text>
      )}
      <div>
        {weekdays.map((day) => (
          <DayRow key={day} day={day} week={hours.week} problems={problems} onChange={setWeek} />
        ))}
      </div>
      {problems['/hours/week'] && (
        <Text role="alert" className={styles.problem}>
          {problems['/hours/week']}
        </Text>
      )}
      <Field
        label="Holidays"
        hint="One a line, typed or pasted: 2026-12-25 Christmas. The queue is closed on these days."
        validationState={problems['/hours/holidays'] ? 'error' : 'none'}
        validationMessage={problems['/hours/holidays']}
      >
        <Textarea
          resize="vertical"
          rows={4}
          value={edit.draft.holidayText}
          onChange={(_, { value }) => edit.change({}, value)}
        />
      </Field>
    </>
  )
}
