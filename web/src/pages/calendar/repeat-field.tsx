import {
  Dropdown,
  Field,
  Input,
  makeStyles,
  Option,
  Radio,
  RadioGroup,
  Text,
  tokens,
} from '@fluentui/react-components'
import { useState } from 'react'
import { dayText } from '../../days.ts'
import type { Recurrence } from '../../shapes.ts'
import type { EventDraft } from './event-draft.ts'
import { nextRepeatDays } from './repeat-days.ts'
import { fromRepeatDraft, type RepeatDraft, repeatProblem, toRepeatDraft } from './repeat-draft.ts'
import { RepeatPlace } from './repeat-place.tsx'
import { repeatSentence } from './repeat-text.ts'
import { WeekdayButtons } from './weekday-buttons.tsx'

const useStyles = makeStyles({
  root: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalM,
    padding: tokens.spacingHorizontalM,
    borderRadius: tokens.borderRadiusMedium,
    backgroundColor: tokens.colorNeutralBackground2,
  },
  line: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalS },
  number: { width: '80px' },
  ends: { display: 'grid', gridTemplateColumns: 'auto minmax(0, 1fr)', alignItems: 'center' },
  quiet: { color: tokens.colorNeutralForeground2 },
})

const rhythms = { never: 'Never', day: 'Daily', week: 'Weekly', month: 'Monthly', year: 'Yearly' }
const units: Record<RepeatDraft['every'], string> = { day: 'day', week: 'week', month: 'month', year: 'year' }

/** How often an event takes place: every rhythm that Microsoft Graph has, said in a sentence with the next dates. */
export function RepeatField(props: { draft: EventDraft; onChange: (recurrence: Recurrence | null) => void }) {
  const { startDay, recurrence } = props.draft
  const [typed, setTyped] = useState<RepeatDraft>()
  const repeat = typed ?? toRepeatDraft(recurrence, startDay)
  const problem = repeatProblem(repeat, startDay)
  const change = (part: Partial<RepeatDraft>) => {
    const next = { ...repeat, ...part }
    setTyped(next)
    if (!repeatProblem(next, startDay)) props.onChange(fromRepeatDraft(next, startDay))
  }
  const every = recurrence ? repeat.every : 'never'
  return (
    <>
      <Field label="Repeats">
        <Dropdown
          value={rhythms[every]}
          selectedOptions={[every]}
          onOptionSelect={(_, { optionValue }) => {
            if (optionValue === 'never') {
              setTyped(undefined)
              props.onChange(null)
            } else if (optionValue) change({ every: optionValue as RepeatDraft['every'] })
          }}
        >
          {Object.entries(rhythms).map(([value, label]) => (
            <Option key={value} value={value}>
              {label}
            </Option>
          ))}
        </Dropdown>
      </Field>
      {recurrence && (
        <Rhythm
          repeat={repeat}
          problem={problem}
          recurrence={recurrence}
          startDay={startDay}
          onChange={change}
        />
      )}
    </>
  )
}

function Rhythm(props: {
  repeat: RepeatDraft
  problem: string | undefined
  recurrence: Recurrence
  startDay: string
  onChange: (part: Partial<RepeatDraft>) => void
}) {
  const styles = useStyles()
  const { repeat, problem, onChange } = props
  return (
    <fieldset className={styles.root} style={{ border: 'none', margin: 0 }} aria-label="How often">
      <div className={styles.line}>
        <Text>Every</Text>
        <Input
          className={styles.number}
          type="number"
          min={1}
          max={999}
          aria-label={`Every how many ${units[repeat.every]}s`}
          value={Number.isNaN(repeat.interval) ? '' : String(repeat.interval)}
          onChange={(_, data) => onChange({ interval: Number.parseInt(data.value, 10) })}
        />
        <Text>{repeat.interval === 1 ? units[repeat.every] : `${units[repeat.every]}s`}</Text>
        {repeat.every === 'week' && <Text>on</Text>}
      </div>
      {repeat.every === 'week' && (
        <WeekdayButtons
          label="Days of the week"
          days={repeat.weekdays}
          firstDay={repeat.firstDayOfWeek}
          onChange={(weekdays) => onChange({ weekdays })}
        />
      )}
      {(repeat.every === 'month' || repeat.every === 'year') && (
        <RepeatPlace repeat={repeat} onChange={onChange} />
      )}
      <Ends repeat={repeat} startDay={props.startDay} onChange={onChange} />
      {problem ? <Text role="alert">{problem}</Text> : <Meaning recurrence={props.recurrence} />}
    </fieldset>
  )
}

function Ends(props: {
  repeat: RepeatDraft
  startDay: string
  onChange: (part: Partial<RepeatDraft>) => void
}) {
  const styles = useStyles()
  const { repeat, onChange } = props
  return (
    <Field label="Ends">
      <RadioGroup
        value={repeat.ends}
        onChange={(_, data) => onChange({ ends: data.value as RepeatDraft['ends'] })}
      >
        <Radio value="never" label="Never" />
        <div className={styles.ends}>
          <Radio value="on" label="On" />
          <Input
            type="date"
            aria-label="Last day"
            disabled={repeat.ends !== 'on'}
            min={props.startDay}
            value={repeat.endDate}
            onChange={(_, data) => onChange({ endDate: data.value })}
          />
        </div>
        <div className={styles.ends}>
          <Radio value="after" label="After" />
          <span className={styles.line}>
            <Input
              className={styles.number}
              type="number"
              min={1}
              max={999}
              aria-label="Number of times"
              disabled={repeat.ends !== 'after'}
              value={Number.isNaN(repeat.count) ? '' : String(repeat.count)}
              onChange={(_, data) => onChange({ count: Number.parseInt(data.value, 10) })}
            />
            <Text>times</Text>
          </span>
        </div>
      </RadioGroup>
    </Field>
  )
}

function Meaning({ recurrence }: { recurrence: Recurrence }) {
  const styles = useStyles()
  const days = nextRepeatDays(recurrence, 5)
  const style = { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' } as const
  return (
    <div role="status">
      <Text block weight="semibold">
        {repeatSentence(recurrence)}
      </Text>
      <Text block size={200} className={styles.quiet}>
        {days.map((day) => dayText(day, style)).join(' · ')}
        {days.length === 5 && ' …'}
      </Text>
    </div>
  )
}
