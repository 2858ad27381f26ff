import { makeStyles, tokens } from '@fluentui/react-components'
import { encode } from 'uqr'

const useStyles = makeStyles({
  // Always dark on light: many apps do not read the reverse.
  picture: {
    width: '220px',
    height: '220px',
    backgroundColor: 'white',
    fill: 'black',
    borderRadius: tokens.borderRadiusLarge,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
  },
})

/** A text as a QR code, with the four modules of light around it that readers want (ISO/IEC 18004, "Quiet zone"). */
export function QrCode(props: { text: string; label: string }) {
  const { data, size } = encode(props.text, { border: 4 })
  const path = data.flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : ''))).join('')
  return (
    <svg
      role="img"
      aria-label={props.label}
      viewBox={`0 0 ${size} ${size}`}
      shapeRendering="crispEdges"
      className={useStyles().picture}
    >
      <path d={path} />
    </svg>
  )
}
