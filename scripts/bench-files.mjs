/** Files of about so many lines, as real ones are made: what the benchmark reads. */

/** Repeats a block of lines, told its number, until there are enough. */
const fill = (lines, head, block, tail = '') => {
  const height = block(0).split('\n').length - 1;
  return head + Array.from({ length: Math.ceil(lines / height) }, (_, index) => block(index)).join('') + tail;
};

export const composeOf = (lines) =>
  `${fill(
    lines,
    'services:\n',
    (index) => `  app${index}:
    image: ghcr.io/example/app${index}:1.4.${index}
    restart: unless-stopped
    environment:
      NODE_ENV: production
      DATABASE_URL: postgres://app:\${DB_PASSWORD:?set DB_PASSWORD}@db${index}:5432/app
      SESSION_SECRET: \${SESSION_SECRET_${index}:?set it}
      LOG_LEVEL: info # as loud as it gets
      PORT: "${3000 + index}"
    ports:
      - "127.0.0.1:${3000 + index}:${3000 + index}"
    volumes:
      - data${index}:/var/lib/app
    labels:
      - org.example.index=${index}
    healthcheck:
      test: ["CMD", "wget", "-qO-", "http://localhost:${3000 + index}/health"]
      interval: 30s
`,
  )}volumes:\n${Array.from({ length: Math.ceil(lines / 18) }, (_, index) => `  data${index}:\n`).join('')}`;

export const dotenvOf = (lines) =>
  fill(
    lines,
    '',
    (index) => `# Part ${index}
APP_${index}_URL=https://app${index}.example.org
APP_${index}_NAME="Application number ${index}"
APP_${index}_LEVEL=info # as loud as it gets
APP_${index}_DSN=postgres://app@db${index}:5432/\${APP_${index}_NAME}
`,
  );

export const caddyfileOf = (lines) =>
  fill(
    lines,
    '(headers) {\n\theader X-Content-Type-Options nosniff\n}\n',
    (index) => `app${index}.example.org {
	import headers
	encode zstd gzip
	header {
		Strict-Transport-Security "max-age=31536000; includeSubDomains"
		Referrer-Policy strict-origin-when-cross-origin
	}
	@api path /api/*
	handle @api {
		reverse_proxy api${index}:3000
	}
	reverse_proxy app${index}:${3000 + index}
}
`,
  );

export const nginxOf = (lines) =>
  fill(
    lines,
    '',
    (index) => `server {
    listen 443 ssl;
    server_name app${index}.example.org;
    ssl_certificate /etc/ssl/app${index}.pem;
    ssl_certificate_key /etc/ssl/app${index}.key;
    add_header X-Content-Type-Options nosniff always;
    location / {
        proxy_set_header Host $host;
        proxy_set_header X-Forwarded-Proto $scheme;
        proxy_pass http://app${index}:${3000 + index};
    }
}
`,
  );

export const jsonOf = (lines) =>
  fill(
    lines,
    '{\n',
    (index) => `  "app${index}": {
    "url": "https://app${index}.example.org",
    "workers": ${index},
    "cors": { "origins": ["https://www.example.org"] },
    "debug": false
  },
`,
    '  "end": true\n}\n',
  );

export const manifestOf = (lines) =>
  fill(
    lines,
    '',
    (index) => `---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: app${index}
spec:
  replicas: 2
  template:
    spec:
      containers:
        - name: app
          image: ghcr.io/example/app:1.4.${index}
          ports:
            - containerPort: 3000
          env:
            - name: LOG_LEVEL
              value: info
            - name: SESSION_SECRET
              valueFrom:
                secretKeyRef: { name: keys, key: session }
`,
  );

export const dockerfileOf = (lines) =>
  fill(
    lines,
    '',
    (index) => `FROM node:22.14.0 AS stage${index}
ENV PORT=${3000 + index}
RUN npm ci \\
    && npm run build
COPY package.json ./
USER node
CMD ["node", "server.js"]
`,
  );
