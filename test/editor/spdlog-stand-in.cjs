// Takes the place of VS Code's native logger: the same functions, written to a file by Node.
const { appendFileSync, mkdirSync } = require('node:fs');
const { dirname } = require('node:path');

const levels = ['trace', 'debug', 'info', 'warning', 'error', 'critical', 'off'];
let common = levels.indexOf('info');

class Logger {
  constructor(_name, file) {
    mkdirSync(dirname(file), { recursive: true });
    this.file = file;
    this.level = common;
    this.plain = false;
  }

  write(level, message) {
    if (level < this.level) return;
    const stamp = this.plain ? '' : `${new Date().toISOString()} [${levels[level]}] `;
    try {
      appendFileSync(this.file, this.plain ? String(message) : `${stamp}${message}\n`);
    } catch {
      // A run that ends removes its profile while the server still says goodbye.
    }
  }

  trace(message) {
    this.write(0, message);
  }
  debug(message) {
    this.write(1, message);
  }
  info(message) {
    this.write(2, message);
  }
  warn(message) {
    this.write(3, message);
  }
  error(message) {
    this.write(4, message);
  }
  critical(message) {
    this.write(5, message);
  }
  getLevel() {
    return this.level;
  }
  setLevel(level) {
    this.level = level;
  }
  clearFormatters() {
    this.plain = true;
  }
  setPattern() {}
  flush() {}
  drop() {}
}

const create = async (name, file) => new Logger(name, file);

// VS Code imports this file as an ES module, and Node finds the names of the exports by reading these lines.
exports.version = 10501;
exports.setLevel = (level) => {
  common = level;
};
exports.setFlushOn = () => {};
exports.shutdown = () => {};
exports.Logger = Logger;
exports.createRotatingLogger = create;
exports.createAsyncRotatingLogger = create;
