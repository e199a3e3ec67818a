module.exports = {
  apps: [
    {
      name: 'cognova',
      script: '.output/server/index.mjs',
      cwd: '/srv/cognova/app',
      env_file: '.env',
      error_file: 'logs/error.log',
      out_file: 'logs/out.log',
      max_memory_restart: '1G',
      env: { NODE_ENV: 'production' },
    },
  ],
};
