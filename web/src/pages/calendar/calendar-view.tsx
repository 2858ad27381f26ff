import FullCalendar, {
  type CalendarController,
  type CalendarOptions,
  type EventApi,
} from '@fullcalendar/react'
import dayGrid from '@fullcalendar/react/daygrid'
import interaction from '@fullcalendar/react/interaction'
import list from '@fullcalendar/react/list'
import forma from '@fullcalendar/react/themes/forma'
import timeGrid from '@fullcalendar/react/timegrid'
import '@fullcalendar/react/skeleton.css'
import '@fullcalendar/react/themes/forma/theme.css'
import '@fullcalendar/react/themes/forma/palettes/blue.css'
import './calendar.css'
import { useCallback, useMemo, useRef, useState } from 'react'
import { addDays, firstDayOfWeek } from '../../days.ts'
import type { Occurrence } from '../../shapes.ts'
import { calendarItem } from './calendar-item.ts'
import { itemClass, itemContent } from './item-content.tsx'
import type { Place } from './moved.ts'
import type { Span } from './use-calendar.ts'

/** Views by the name that the page's address has. */
export const viewTypes = {
  day: 'timeGridDay',
  week: 'timeGridWeek',
  month: 'dayGridMonth',
  agenda: 'agenda',
} as const
export type ViewName = keyof typeof viewTypes

const plugins = [dayGrid, timeGrid, list, interaction, forma]
/** Days that the agenda lists. */
const agendaDays = 28
const views: NonNullable<CalendarOptions['views']> = {
  agenda: {
    type: 'list',
    duration: { days: agendaDays },
    listDayFormat: { weekday: 'short' },
    listDayAltFormat: { day: 'numeric', month: 'short' },
    eventInnerClass: 'calendar-agenda-item',
  },
  // In the other views a day's link would be called otherwise than it reads.
  dayGridMonth: { navLinks: true },
}
const firstDay = firstDayOfWeek()
// Twelve hours to a screen, from where a working day begins.
const scrollTime = '07:00:00'

/** The calendar as FullCalendar draws it; what is done with the mouse is told as places, what is pressed as occurrences. */
export function CalendarView(props: {
  controller: CalendarController
  view: ViewName
  day: string | undefined
  items: Occurrence[]
  onSpan: (span: Span, view: string) => void
  onOpen: (occurrence: Occurrence) => void
  onCreate: (place: Place) => void
  onMove: (occurrence: Occurrence, place: Place, putBack: () => void) => void
  onDay: (day: Date) => void
}) {
  const { onMove } = props
  const { events, hold, release, putBack } = useEvents(props.items)
  const moved = ({ event }: { event: EventApi }) => onMove(occurrenceOf(event), placeOf(event), putBack)
  return (
    <div className="tandem-calendar">
      <FullCalendar
        plugins={plugins}
        views={views}
        controller={props.controller}
        initialView={viewTypes[props.view]}
        initialDate={props.day}
        headerToolbar={false}
        height="100%"
        locale={navigator.language}
        firstDay={firstDay}
        scrollTime={scrollTime}
        nowIndicator
        navLinkClass="calendar-day-link"
        navLinkDayClick={(day) => props.onDay(day)}
        dayMaxEvents
        eventInteractive
        // A quarter of an hour must be large enough to be pressed.
        eventMinHeight={24}
        events={events}
        eventContent={itemContent}
        eventClass={itemClass}
        rowMoreLinkClass="calendar-more"
        noEventsContent="Nothing in these weeks."
        editable
        selectable
        selectMirror
        // A press selects nothing by itself on a touch screen; holding it does.
        selectMinDistance={4}
        longPressDelay={400}
        datesSet={({ start, end, view }) =>
          props.onSpan({ from: start.toISOString(), to: end.toISOString() }, view.type)
        }
        eventDidMount={({ event, el }) => {
          el.dataset.key = event.id
        }}
        eventClick={({ event, jsEvent }) => {
          jsEvent.preventDefault()
          props.onOpen(occurrenceOf(event))
        }}
        dateClick={({ date, dateStr, allDay, view }) => {
          if (view.type !== 'agenda') props.onCreate(placeFrom(date, dateStr, allDay))
        }}
        select={({ start, end, startStr, endStr, allDay }) =>
          props.onCreate(
            allDay
              ? { allDay: true, startDay: startStr.slice(0, 10), endDay: endStr.slice(0, 10) }
              : { allDay: false, start, end },
          )
        }
        eventDragStart={hold}
        eventDragStop={release}
        eventResizeStart={hold}
        eventResizeStop={release}
        eventDrop={moved}
        eventResize={moved}
      />
    </div>
  )
}

/**
 * The events as FullCalendar is given them. What changes elsewhere waits while one is being dragged: new events would take
 * it out of the person's hand. `putBack` gives all of them anew, so that a dropped one stands where it stood.
 */
function useEvents(items: Occurrence[]) {
  const [isHeld, setHeld] = useState(false)
  const [round, setRound] = useState(0)
  const shown = useRef(items)
  if (!isHeld) shown.current = items
  const current = shown.current
  const events = useMemo(
    () => current.map((occurrence) => ({ ...calendarItem(occurrence), round })),
    [current, round],
  )
  const putBack = useCallback(() => setRound((before) => before + 1), [])
  return { events, hold: () => setHeld(true), release: () => setHeld(false), putBack }
}

const halfHour = 1_800_000
const hour = 3_600_000

function placeFrom(date: Date, dateStr: string, allDay: boolean): Place {
  if (allDay) return { allDay, startDay: dateStr.slice(0, 10), endDay: addDays(dateStr.slice(0, 10), 1) }
  return { allDay, start: date, end: new Date(date.getTime() + halfHour) }
}

/** An event without an end has FullCalendar's length: an hour, or the day. */
function placeOf(event: EventApi): Place {
  if (event.allDay) {
    const startDay = event.startStr.slice(0, 10)
    return {
      allDay: true,
      startDay,
      endDay: event.endStr === '' ? addDays(startDay, 1) : event.endStr.slice(0, 10),
    }
  }
  const start = event.start ?? new Date()
  return { allDay: false, start, end: event.end ?? new Date(start.getTime() + hour) }
}

function occurrenceOf(event: EventApi): Occurrence {
  return event.extendedProps.occurrence
}
