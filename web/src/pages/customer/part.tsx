import { Button, Checkbox, makeStyles, Text } from '@fluentui/react-components'
import { useState } from 'react'
import { Ask } from '../../components/ask.tsx'
import { useAct } from '../../components/use-act.ts'
import { customers } from '../../customers-api.ts'
import type { Customer } from '../../shapes.ts'
import { customerName } from './customer-words.ts'

const useStyles = makeStyles({ group: { border: 'none', margin: '0', padding: '0', minWidth: '0' } })

/** Makes addresses a customer of their own: they are somebody else’s. */
export function Part({ customer }: { customer: Customer }) {
  const styles = useStyles()
  const { addresses } = customer
  const [chosen, choose] = useState<string[]>([])
  const still = chosen.filter((address) => addresses.includes(address))
  const { mutateAsync } = useAct(() => customers.part(customer.id, still), {
    said: 'They are two customers now.',
    touches: [['customers'], ['conversations']],
  })
  return (
    <Ask
      trigger={<Button>Somebody else’s address …</Button>}
      title={`Which addresses are not of ${customerName(customer)}?`}
      yes="Make them two"
      isReady={still.length > 0 && still.length < addresses.length}
      onYes={() => mutateAsync()}
    >
      <Text>
        The conversations that were begun from them go with them, and the labels stand on both. At least one
        address stays.
      </Text>
      <fieldset className={styles.group} aria-label="Addresses">
        {addresses.map((address) => (
          <div key={address}>
            <Checkbox
              label={address}
              checked={still.includes(address)}
              onChange={(_, { checked }) =>
                choose(checked === true ? [...still, address] : still.filter((one) => one !== address))
              }
            />
          </div>
        ))}
      </fieldset>
    </Ask>
  )
}
