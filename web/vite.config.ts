import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

// Where `npm start` serves the API.
const server = 'http://127.0.0.1:3000'
const outside = ['/api', '/openapi.json', '/reference', '/healthz']

export default defineConfig({
  plugins: [react()],
  root: import.meta.dirname,
  server: { port: 5173, proxy: Object.fromEntries(outside.map((path) => [path, { target: server }])) },
  build: {
    outDir: 'dist',
    // The content security policy allows no data: scripts; small files stay files.
    assetsInlineLimit: 0,
    // The polyfill would be an inline script, which `script-src 'self'` refuses.
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 900,
  },
})
