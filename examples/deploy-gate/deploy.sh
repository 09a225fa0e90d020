#!/usr/bin/env bash
# Stands for the deployment itself: it writes down what runs from now on.
set -euo pipefail

running=${DEPLOYED:-/tmp/waxseal-deployed}
jq --raw-output '"\(.service) \(.version.to) in \(.environment)"' <<< "${APPROVED_DEPLOYMENT:?run it by gate.sh}" > "$running"
echo "Deployed: $(< "$running")"
