import { makeStyles, mergeClasses, Text, tokens } from '@fluentui/react-components'
import type { Person } from '../address-text.ts'

const useStyles = makeStyles({
  list: {
    position: 'absolute',
    zIndex: 5,
    top: '100%',
    left: '0',
    right: '0',
    maxWidth: '440px',
    margin: '2px 0 0',
    padding: tokens.spacingVerticalXS,
    listStyleType: 'none',
    borderRadius: tokens.borderRadiusMedium,
    backgroundColor: tokens.colorNeutralBackground1,
    boxShadow: tokens.shadow16,
  },
  hidden: { display: 'none' },
  item: {
    display: 'flex',
    flexDirection: 'column',
    padding: `${tokens.spacingVerticalXS} ${tokens.spacingHorizontalS}`,
    borderRadius: tokens.borderRadiusMedium,
    cursor: 'pointer',
    ':hover': { backgroundColor: tokens.colorNeutralBackground1Hover },
  },
  active: { backgroundColor: tokens.colorNeutralBackground1Selected },
  quiet: { color: tokens.colorNeutralForeground2 },
})

/** Contacts that fit what is typed; the input keeps the focus. */
export function PeopleList(props: {
  id: string
  people: Person[]
  active: number
  onChoose: (person: Person) => void
}) {
  const styles = useStyles()
  return (
    <div
      id={props.id}
      role="listbox"
      aria-label="Suggestions"
      className={mergeClasses(styles.list, props.people.length === 0 && styles.hidden)}
    >
      {props.people.map((person, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the input beside it has the keys
        <div
          key={person.address}
          id={`${props.id}-${index}`}
          role="option"
          tabIndex={-1}
          aria-selected={index === props.active}
          className={mergeClasses(styles.item, index === props.active && styles.active)}
          // The input must not lose the focus before the press has been taken.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => props.onChoose(person)}
        >
          <Text truncate wrap={false}>
            {person.name || person.address}
          </Text>
          {person.name !== '' && (
            <Text size={200} truncate wrap={false} className={styles.quiet}>
              {person.address}
            </Text>
          )}
        </div>
      ))}
    </div>
  )
}
