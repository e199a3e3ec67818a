/**
 * Docker's official images: the only ones of a single word that anybody can pull, because the registry keeps that namespace for
 * them (https://docs.docker.com/docker-hub/repos/manage/trusted-content/official-images/). Another single word names what is built
 * here, or what a tool puts in its place.
 */
const officialImages: ReadonlySet<string> = new Set(
  (
    'adminer aerospike almalinux alpine alt amazoncorretto amazonlinux api-firewall arangodb archlinux backdrop bash bonita ' +
    'buildpack-deps busybox caddy cassandra centos chronograf cirros clearlinux clefos clickhouse clojure composer consul convertigo ' +
    'couchbase couchdb crate dart debian docker drupal eclipse-mosquitto eclipse-temurin eggdrop elasticsearch elixir emqx erlang ' +
    'express-gateway fedora flink fluentd friendica gazebo gcc geonetwork ghost golang gradle groovy haproxy haskell haxe hello-world ' +
    'hitch httpd hylang ibm-semeru-runtimes ibmjava influxdb irssi jetty joomla jruby julia kapacitor kibana kong krakend lightstreamer ' +
    'liquibase logstash mageia mariadb matomo maven mediawiki memcached mongo mongo-express monica mono mysql nats nats-streaming neo4j ' +
    'neurodebian nextcloud nginx node nuxeo odoo open-liberty openjdk opensuse oraclelinux orientdb percona perl photon php ' +
    'php-zendserver phpmyadmin plone postfixadmin postgres pypy python r-base rabbitmq rakudo-star redis redmine registry rethinkdb ' +
    'rocket.chat rockylinux ros ruby rust sapmachine scratch silverpeas sl solr sonarqube spark spiped storm swift swipl teamspeak ' +
    'telegraf tomcat tomee traefik ubuntu unit varnish vault websphere-liberty wordpress xwiki yourls zookeeper znc'
  ).split(' '),
);

export const isOfficialImage = (name: string): boolean => officialImages.has(name);
