import { flag, name, options, orNothing, pairs, service, stringOrList, strings } from './compose-service-shape.ts';
import { boolean, closed, either, integer, list, map, object, type Shape, string } from './shape.ts';

const external = either(boolean, string, object({ name: string }));

const network = orNothing(
  object({
    name: string,
    driver: string,
    driver_opts: options,
    ipam: object({
      driver: string,
      config: list(object({ subnet: string, ip_range: string, gateway: string, aux_addresses: map(string) })),
      options: map(string),
    }),
    external,
    internal: flag,
    enable_ipv4: flag,
    enable_ipv6: flag,
    attachable: flag,
    labels: pairs,
  }),
);

const volume = orNothing(object({ name: string, driver: string, driver_opts: options, external, labels: pairs }));

const granted = { name: string, environment: string, file: string, external, labels: pairs, template_driver: string };

/**
 * What a Compose file has to look like, as the JSON Schema of the Compose specification says
 * (https://github.com/compose-spec/compose-spec/blob/main/schema/compose-spec.json), which compose-go validates against after
 * interpolation. Limits of numbers and forms of texts are judged elsewhere.
 */
export const composeShape: Shape = object({
  version: string,
  name: string,
  include: list(either(string, closed({ path: stringOrList, env_file: stringOrList, project_directory: string }))),
  services: map(service, name),
  models: map(object({ name: string, model: string, context_size: integer, runtime_flags: strings }, 'model'), name),
  networks: map(network, name),
  volumes: map(volume, name),
  secrets: map(object({ ...granted, driver: string, driver_opts: options }), name),
  configs: map(object({ ...granted, content: string }), name),
});
