/**
 * Words of four letters and more that people build passwords and sample secrets from: the heads of public lists of common
 * passwords and the vocabulary of sample files. Lower case.
 */
export const commonWords: ReadonlySet<string> = new Set(
  `password passwd pass passphrase secret secrets secretkey supersecret topsecret admin administrator root user username guest default
changeme change welcome letmein login qwerty qwertz azerty dragon monkey master shadow sunshine princess football baseball superman batman
trustno1 iloveyou starwars whatever freedom hello hallo test tests testing tester demo example sample dummy temp temporary foobar foobaz
foo bars local localhost localonly development develop production prod staging server service services system manager database data
postgres postgresql mysql mariadb redis mongo mongodb rabbit rabbitmq minio minioadmin elastic elasticsearch kibana grafana prometheus
nextcloud wordpress drupal joomla django flask rails laravel symfony spring node express docker compose kubernetes kube helm caddy nginx
apache traefik gitea gitlab github vault vaultwarden keycloak auth authentik authelia oauth token tokens api apikey access private public
key keys jwt session cookie cookies encryption encrypt signing sign hash salt pepper random string value secure security strong super
long very much more some thing something here this that with your mine ours please only simple easy insecure unsafe never ever none
please enter insert replace generate generated openssl company corporate internal external backup restore email mail smtp
summer winter spring autumn monday friday january december london berlin paris america canada germany
mysecretpassword mypassword mysecret mytoken mykey yoursecret yourpassword verysecret notsecret notsecure pwd123 abc123 pass123
admin123 root123 test123 user123 magento magento2 infini rag flow ragflow dify n8n supabase plausible umami chatwoot sentry matomo
ghost strapi directus appwrite novamem kotauth novaflow cognova corvid agent secureclaw frontend backend web website client owner
person people house home family friend friends money lucky happy magic ninja angel coffee pizza chocolate cheese orange purple
yellow silver golden diamond computer internet network linux ubuntu debian windows apple google amazon samsung microsoft
warden waha searxng flowise langfuse openai claude gemini wallet keystore credential credentials account accounts crypto
changed changethis changeit generateme tobemodified replaceme placeholder yourself forest rest time world hunter hunter2 correct horse
battery staple memcached queue worker cache storage bucket object letme inside enough abcd asdf zxcv pass1 passw0rd p4ssw0rd
jwtsecret apisecret appsecret cookiesecret sessionsecret encryptionkey masterkey signingkey accesskey another unique thisis asample asecret`
    .split(/\s+/)
    .filter((word) => word.length >= 3),
);
