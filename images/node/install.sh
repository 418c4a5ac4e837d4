# Unpacks Node and npm into /usr/local, as the official image has them, and makes its user `node` (1000).
set -eu
cd /tmp/install
tar -xzf node.tgz --strip-components=1 -C /usr/local --no-same-owner package/bin/node
mkdir -p /usr/local/lib/node_modules/npm
tar -xzf npm.tgz --strip-components=1 -C /usr/local/lib/node_modules/npm --no-same-owner
rm -rf /usr/local/lib/node_modules/npm/man /usr/local/lib/node_modules/npm/docs
for command in npm npx; do
  ln -s "../lib/node_modules/npm/bin/$command-cli.js" "/usr/local/bin/$command"
done
groupadd --gid 1000 node
useradd --uid 1000 --gid node --shell /bin/bash --create-home node
node --version
npm --version
