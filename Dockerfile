FROM node:26-slim
WORKDIR /app
COPY package.json package-lock.json ./
COPY model/package.json model/
COPY server/package.json server/
COPY web/package.json web/
COPY emulator/package.json emulator/
COPY client/package.json client/
RUN npm ci --no-audit --no-fund
COPY . .
RUN node node_modules/vite/bin/vite.js build web
# A volume that is put there belongs to whom the folder belongs.
RUN mkdir /mail && chown node /mail
USER node
ENTRYPOINT ["node", "server/src/main.ts"]
