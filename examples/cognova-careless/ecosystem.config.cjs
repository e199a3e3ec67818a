module.exports = {
  apps: [
    {
      name: 'cognova',
      script: '.output/server/index.mjs',
      cwd: '/root/cognova',
      out_file: '/dev/null',
      env: { NODE_ENV: 'production', PORT: 3000 },
    },
  ],
};
