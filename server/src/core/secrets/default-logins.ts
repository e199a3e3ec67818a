/**
 * Passwords that images and their manuals ship, by the last part of the image's repository: what a scanner of the internet
 * tries first. Product files say the same for the products that they describe; these are the datastores and tools beside
 * them. Sources: each image's page on its registry.
 */
export interface DefaultLogin {
  readonly user: string;
  readonly password: string;
}

const logins = (text: string): readonly DefaultLogin[] =>
  text.split(' ').map((pair) => {
    const [user = '', password = ''] = pair.split('/');
    return { user, password };
  });

export const defaultLogins: Readonly<Record<string, readonly DefaultLogin[]>> = {
  postgres: logins('postgres/postgres postgres/password postgres/example postgres/mysecretpassword'),
  pgvector: logins('postgres/postgres postgres/password'),
  postgis: logins('postgres/postgres'),
  timescaledb: logins('postgres/postgres postgres/password'),
  mysql: logins('root/root root/password root/my-secret-pw root/mysql root/example'),
  mariadb: logins('root/root root/password root/my-secret-pw root/mariadb root/example'),
  mongo: logins('root/example root/root admin/admin root/password'),
  redis: logins('default/redis default/foobared default/password'),
  rabbitmq: logins('guest/guest admin/admin rabbitmq/rabbitmq user/password'),
  minio: logins(
    'minioadmin/minioadmin minio/minio123 admin/password minio/minio_secret ROOTNAME/CHANGEME123 minio/miniosecret',
  ),
  grafana: logins('admin/admin admin/grafana admin/foobar'),
  keycloak: logins('admin/admin admin/password admin/change_me keycloak/keycloak'),
  pgadmin4: logins('admin/admin admin/root admin/password admin/SuperSecret'),
  elasticsearch: logins('elastic/changeme elastic/elastic'),
  neo4j: logins('neo4j/neo4j neo4j/password neo4j/test'),
  influxdb: logins('admin/admin root/root my-user/my-password'),
  'mongo-express': logins('admin/pass'),
  nextcloud: logins('admin/admin nextcloud/nextcloud'),
  wordpress: logins('wordpress/wordpress admin/admin'),
  mssql: logins('sa/Password123 sa/yourStrong(!)Password'),
  activemq: logins('admin/admin artemis/artemis'),
  clickhouse: logins('default/clickhouse clickhouse/clickhouse default/changeme'),
  couchdb: logins('admin/password admin/admin'),
  jenkins: logins('admin/admin'),
  sonarqube: logins('admin/admin'),
  portainer: logins('admin/portainer admin/admin'),
  airflow: logins('airflow/airflow'),
  superset: logins('admin/admin'),
  metabase: logins('metabase/metabase metabase/mysecretpassword'),
  guacamole: logins('guacadmin/guacadmin'),
  'guacamole-postgres': logins('guacadmin/guacadmin'),
  arangodb: logins('root/rootpassword root/openSesame'),
  artifactory: logins('admin/password'),
  'artifactory-oss': logins('admin/password'),
  cassandra: logins('cassandra/cassandra'),
  'check-mk-raw': logins('cmkadmin/cmkadmin'),
  couchbase: logins('Administrator/password'),
  dolibarr: logins('admin/admin admin/changeme'),
  'gitlab-ce': logins('root/5iveL!fe'),
  'gitlab-ee': logins('root/5iveL!fe'),
  gitea: logins('gitea/gitea'),
  forgejo: logins('forgejo/forgejo'),
  glpi: logins('glpi/glpi tech/tech'),
  graylog: logins('admin/admin'),
  'harbor-core': logins('admin/Harbor12345'),
  icinga2: logins('icingaadmin/icinga'),
  jasperreports: logins('jasperadmin/bitnami jasperadmin/jasperadmin'),
  kibana: logins('elastic/changeme'),
  magento: logins('magento/magento user/bitnami1'),
  moodle: logins('user/bitnami'),
  nagios: logins('nagiosadmin/nagios nagiosadmin/nagiosadmin'),
  nexus3: logins('admin/admin123'),
  'node-red': logins('admin/password'),
  nuxeo: logins('Administrator/Administrator'),
  odoo: logins('odoo/odoo admin/admin demo/demo'),
  openldap: logins('admin/admin admin/adminpassword admin/JonSn0w'),
  orientdb: logins('root/root root/rootpwd'),
  redmine: logins('admin/admin user/bitnami1'),
  rundeck: logins('admin/admin'),
  solr: logins('solr/SolrRocks'),
  splunk: logins('admin/changeme'),
  tomcat: logins('admin/admin tomcat/tomcat admin/tomcat'),
  typo3: logins('admin/password'),
  weblogic: logins('weblogic/welcome1 system/weblogic'),
  'zabbix-web-nginx-pgsql': logins('Admin/zabbix'),
  'zabbix-server-pgsql': logins('zabbix/zabbix'),
  db2: logins('db2inst1/db2inst1'),
  qbittorrent: logins('admin/adminadmin'),
  filebrowser: logins('admin/admin'),
  photoprism: logins('admin/insecure photoprism/insecure'),
  'paperless-ngx': logins('paperless/paperless'),
  joplin: logins('joplin/joplin'),
  bookstack: logins('bookstack/bookstack admin/password'),
  mattermost: logins('mmuser/mmuser_password'),
  'firefly-iii': logins('firefly/secret_firefly_password'),
  monica: logins('homestead/secret monica/secret'),
  hedgedoc: logins('hedgedoc/password'),
  taiga: logins('taiga/taiga'),
  umami: logins('umami/umami admin/umami'),
  listmonk: logins('listmonk/listmonk'),
  kestra: logins('kestra/k3str4 admin@kestra.io/kestra'),
  temporal: logins('temporal/temporal'),
  surrealdb: logins('root/root root/secret'),
  emqx: logins('admin/public'),
  'nginx-proxy-manager': logins('admin@example.com/changeme'),
  'apache-superset': logins('admin/admin'),
  'docker-mailserver': logins('admin/admin'),
  n8n: logins('n8n/n8n admin/admin'),
  penpot: logins('penpot/penpot'),
  plane: logins('plane/plane'),
  wikijs: logins('wikijs/wikijsrocks'),
  wiki: logins('wikijs/wikijsrocks'),
  oceanbase: logins('root/infini_rag_flow'),
  ldap: logins('admin/admin'),
  'percona-server-mongodb': logins('root/secret'),
  percona: logins('root/secret homestead/secret'),
};

/** Pairs that no product owns and every scanner tries. */
export const commonLogins: readonly DefaultLogin[] = logins(
  'admin/admin admin/password admin/changeme123 admin/changeme123! root/root root/toor guest/guest user/user user/password test/test postgres/postgres minioadmin/minioadmin administrator/administrator sa/sa admin/admin123 admin/123456 demo/demo',
);

/** Passwords that say by themselves which product ships them. */
export const shippedPasswords: ReadonlySet<string> = new Set([
  'minioadmin',
  'minio123',
  'changeme123',
  'changeme123!',
  'mysecretpassword',
  'my-secret-pw',
  'infini_rag_flow',
  'novaflow',
  'foobared',
  'miniosecret',
  'guest',
]);
