/** Runs `action` once nothing has asked for it during `milliseconds`. */
export interface Delayed {
  start(): void;
  stop(): void;
}

export function delayed(milliseconds: number, action: () => void): Delayed {
  let timer: NodeJS.Timeout | undefined;
  return {
    start() {
      clearTimeout(timer);
      timer = setTimeout(action, milliseconds);
    },
    stop: () => clearTimeout(timer),
  };
}
