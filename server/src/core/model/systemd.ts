import type { SystemdTree } from '../syntax/systemd.ts';
import type { Span } from '../text.ts';
import type { Fact } from './container.ts';
import type { Setting } from './setting.ts';

export interface SystemdEnvFile {
  /** Absolute as a rule; specifiers and patterns as written. */
  readonly path: Fact<string>;
  /** Without the `-` that forgives a missing file. */
  readonly required: boolean;
}

/**
 * What a unit, or a drop-in for one, says of a service. Lists are what is left after the last empty assignment, which clears
 * them (systemd.exec(5), systemd.service(5)).
 */
export interface SystemdModel {
  readonly tree: SystemdTree;
  /** `Environment=`; the later of two equal names counts. */
  readonly environment: readonly Setting[];
  /** Words of `Environment=` that assign nothing and stand behind an assignment: the rest of a value that nobody quoted. */
  readonly strays: readonly { readonly setting: Setting; readonly span: Span }[];
  readonly envFiles: readonly SystemdEnvFile[];
  /** `PassEnvironment=`: names taken from the manager's own environment. */
  readonly passed: readonly Fact<string>[];
  /** `UnsetEnvironment=`: names, or names with values. */
  readonly unset: readonly Fact<string>[];
  /** The environment or its files were cleared here: a drop-in takes away what the unit says. */
  readonly clears: { readonly environment: boolean; readonly envFiles: boolean };
  readonly execStart: readonly Fact<string>[];
  readonly user: Fact<string> | undefined;
  readonly group: Fact<string> | undefined;
  readonly dynamicUser: Fact<boolean> | undefined;
  readonly workingDirectory: Fact<string> | undefined;
  readonly restart: Fact<string> | undefined;
  /** `ListenStream=` and `ListenDatagram=` of a socket. */
  readonly listens: readonly Fact<string>[];
  /** Directives of systemd.exec(5), "Sandboxing" and "Capabilities", that stand here, by name: the last of each. */
  readonly hardening: ReadonlyMap<string, Fact<string>>;
  /** What `[Timer]` says of when it runs something; undefined without that section. */
  readonly timer:
    | {
        /** `OnCalendar=`. */
        readonly calendars: readonly Fact<string>[];
        /** `OnUnitActiveSec=` and `OnUnitInactiveSec=`: times between two runs. */
        readonly intervals: readonly Fact<string>[];
        /** `Unit=`; the service of its own name counts without one. */
        readonly unit: Fact<string> | undefined;
      }
    | undefined;
  /** `WantedBy=` and its like in `[Install]`: it can be enabled. */
  readonly installed: boolean;
  /** Of `[Service]`, which a timer or a target has none of. */
  readonly isService: boolean;
}
