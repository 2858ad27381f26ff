import {
  Dropdown,
  Input,
  makeStyles,
  Option,
  Radio,
  RadioGroup,
  Text,
  tokens,
} from '@fluentui/react-components'
import { weekdays } from '../../days.ts'
import type { Weekday } from '../../shapes.ts'
import { type Index, indexes } from './repeat-days.ts'
import { allDays, type RepeatDraft, weekendDays, workdays } from './repeat-draft.ts'
import { monthName, placeDaysText } from './repeat-text.ts'

const useStyles = makeStyles({
  line: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalXS },
  number: { width: '80px' },
  short: { minWidth: '110px' },
  long: { minWidth: '140px' },
})

const months = Array.from({ length: 12 }, (_, index) => index + 1)

/** On which day of the month (and year): by its number, or by its place among some days of the week. */
export function RepeatPlace(props: { repeat: RepeatDraft; onChange: (part: Partial<RepeatDraft>) => void }) {
  const styles = useStyles()
  const { repeat, onChange } = props
  const isYearly = repeat.every === 'year'
  return (
    <RadioGroup
      aria-label="On which day"
      value={repeat.by}
      onChange={(_, data) => onChange({ by: data.value as RepeatDraft['by'] })}
    >
      <div className={styles.line}>
        <Radio value="date" label="On day" />
        <Input
          className={styles.number}
          type="number"
          min={1}
          max={31}
          aria-label="Day of the month"
          value={String(repeat.dayOfMonth)}
          onChange={(_, data) =>
            onChange({ by: 'date', dayOfMonth: dayNumber(data.value, repeat.dayOfMonth) })
          }
        />
        {isYearly && repeat.by === 'date' && <MonthChoice repeat={repeat} onChange={onChange} />}
      </div>
      <div className={styles.line}>
        <Radio value="place" label="On the" />
        <Dropdown
          className={styles.short}
          aria-label="Which one"
          value={repeat.index}
          selectedOptions={[repeat.index]}
          onOptionSelect={(_, { optionValue }) => onChange({ by: 'place', index: optionValue as Index })}
        >
          {indexes.map((index) => (
            <Option key={index} value={index}>
              {index}
            </Option>
          ))}
        </Dropdown>
        <PlaceDays repeat={repeat} onChange={onChange} />
        {isYearly && repeat.by === 'place' && <MonthChoice repeat={repeat} onChange={onChange} />}
      </div>
    </RadioGroup>
  )
}

function PlaceDays(props: { repeat: RepeatDraft; onChange: (part: Partial<RepeatDraft>) => void }) {
  const { placeDays } = props.repeat
  const offered: Weekday[][] = [...weekdays.map((day) => [day]), allDays, [...workdays], weekendDays]
  const name = (days: readonly Weekday[]) => placeDaysText(days)
  // What came from elsewhere may be any set of days.
  const all = offered.some((days) => name(days) === name(placeDays)) ? offered : [...offered, placeDays]
  return (
    <Dropdown
      className={useStyles().long}
      aria-label="Of which days"
      value={name(placeDays)}
      selectedOptions={[name(placeDays)]}
      onOptionSelect={(_, { optionValue }) => {
        const chosen = all.find((days) => name(days) === optionValue)
        if (chosen) props.onChange({ by: 'place', placeDays: [...chosen] })
      }}
    >
      {all.map((days) => (
        <Option key={name(days)} value={name(days)}>
          {name(days)}
        </Option>
      ))}
    </Dropdown>
  )
}

function MonthChoice(props: { repeat: RepeatDraft; onChange: (part: Partial<RepeatDraft>) => void }) {
  const { month } = props.repeat
  return (
    <>
      <Text>of</Text>
      <Dropdown
        className={useStyles().long}
        aria-label="Month"
        value={monthName(month)}
        selectedOptions={[String(month)]}
        onOptionSelect={(_, { optionValue }) => props.onChange({ month: Number(optionValue) })}
      >
        {months.map((one) => (
          <Option key={one} value={String(one)}>
            {monthName(one)}
          </Option>
        ))}
      </Dropdown>
    </>
  )
}

function dayNumber(text: string, before: number): number {
  const value = Number.parseInt(text, 10)
  return value >= 1 && value <= 31 ? value : before
}
