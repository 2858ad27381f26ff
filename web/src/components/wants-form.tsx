import { Checkbox, makeStyles, Text, tokens } from '@fluentui/react-components'
import { type Wanted, type WantName, wants } from './wants.ts'

const useStyles = makeStyles({
  set: { border: 'none', margin: '0', padding: '0', '& legend': { padding: '0' } },
  list: { display: 'flex', flexDirection: 'column' },
  hint: { display: 'block', color: tokens.colorNeutralForeground2 },
})

/** What the connection is for; each tick is saved at once. */
export function WantsForm(props: { wanted: Wanted; isBusy: boolean; onChange: (wanted: Wanted) => void }) {
  const styles = useStyles()
  const { wanted } = props
  const flip = (name: WantName, checked: boolean) => props.onChange({ ...wanted, [name]: checked })
  const isLast = Object.values(wanted).filter(Boolean).length === 1
  return (
    // Not a Field: it would give its label to the first box alone, and its id to every one.
    <fieldset className={styles.set}>
      <legend>What Tandem is for</legend>
      <div className={styles.list}>
        {wants.map(({ name, title, hint }) => (
          <Checkbox
            key={name}
            checked={wanted[name]}
            disabled={props.isBusy || (wanted[name] && isLast)}
            onChange={(_, { checked }) => flip(name, checked === true)}
            label={
              <>
                {title}
                <Text size={200} className={styles.hint}>
                  {hint}
                </Text>
              </>
            }
          />
        ))}
      </div>
    </fieldset>
  )
}
