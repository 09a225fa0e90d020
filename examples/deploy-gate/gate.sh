#!/usr/bin/env bash
# Runs a command once a person has approved exactly this deployment, and not otherwise.
#
#   gate.sh --service NAME --environment NAME --to VERSION [--from VERSION] [--expiry SECONDS] -- COMMAND…
#
# The command finds what was approved in APPROVED_DEPLOYMENT (JSON) and the token in APPROVAL_TOKEN.
# Who is asked and by whom is in WAXSEAL_ISSUER, WAXSEAL_CLIENT_ID, WAXSEAL_CLIENT_SECRET, WAXSEAL_USER,
# WAXSEAL_AUDIENCE and, for a server with an authority of its own, WAXSEAL_AUTHORITY.
#
# Exit codes: that of the command; 1 failed, 2 wrong usage, 3 denied, 4 expired without an answer.
set -euo pipefail

fail() { # CODE MESSAGE [HINT]
    echo "error: $2" >&2
    [[ -z "${3:-}" ]] || echo "hint: $3" >&2
    exit "$1"
}

service='' environment='' from='' to='' expiry=300
while (($# > 0)); do
    case "$1" in
        --service | --environment | --from | --to | --expiry)
            (($# > 1)) || fail 2 "$1 needs a value"
            printf -v "${1#--}" '%s' "$2"
            shift 2
            ;;
        --)
            shift
            break
            ;;
        *) fail 2 "unknown argument $1" "a command follows after --" ;;
    esac
done
for name in service environment to; do
    [[ -n "${!name}" ]] || fail 2 "--$name is missing"
done
(($# > 0)) || fail 2 "there is no command to run" "it follows after --"
for name in WAXSEAL_ISSUER WAXSEAL_CLIENT_ID WAXSEAL_CLIENT_SECRET WAXSEAL_USER WAXSEAL_AUDIENCE; do
    [[ -n "${!name:-}" ]] || fail 2 "$name is not set" "the README says what it takes"
done
for program in waxseal jq; do
    command -v "$program" > /dev/null || fail 2 "$program is not installed or not on the PATH"
done

# What is asked, as the built-in type `deployment`. jq quotes whatever is in the values.
details=$(jq --null-input --compact-output \
    --arg service "$service" --arg environment "$environment" --arg from "$from" --arg to "$to" \
    '[{type: "deployment", $service, $environment,
       version: ({$from, $to} | with_entries(select(.value != "")))}]')

# A code that the log shows and the person compares.
code="Deploy $((RANDOM % 9000 + 1000))"

echo "Asking $WAXSEAL_USER to approve $service $to in $environment. The code is: $code" >&2
status=0
answer=$(waxseal agent ask --json --user "$WAXSEAL_USER" --audience "$WAXSEAL_AUDIENCE" \
    --scope 'openid deploy:production' --binding-message "$code" --expiry "$expiry" --details "$details") || status=$?

summary() { # for the page of a run on GitHub
    echo "$1" >&2
    [[ -z "${GITHUB_STEP_SUMMARY:-}" ]] || echo "$1" >> "$GITHUB_STEP_SUMMARY"
}
case "$status" in
    0) ;;
    3)
        summary "Denied: $WAXSEAL_USER does not want $service $to in $environment. Nothing was deployed."
        exit 3
        ;;
    4)
        summary "Expired: nobody answered within $expiry s. Nothing was deployed."
        exit 4
        ;;
    *) fail 1 "nobody could be asked: $(jq --raw-output '.error? // empty' <<< "$answer" || true)" ;;
esac

# What was approved is what the token says, and only that is deployed.
approved=$(jq --compact-output '.claims.authorization_details' <<< "$answer")
[[ "$(jq --sort-keys . <<< "$approved")" == "$(jq --sort-keys . <<< "$details")" ]] ||
    fail 1 "something else was approved than was asked: $approved"

summary "Approved by $(jq --raw-output '.claims.sub' <<< "$answer"): $service $to in $environment."
APPROVED_DEPLOYMENT=$(jq --compact-output '.[0]' <<< "$approved")
APPROVAL_TOKEN=$(jq --raw-output '.token.access_token' <<< "$answer")
export APPROVED_DEPLOYMENT APPROVAL_TOKEN
# What asks is not the business of what deploys.
unset WAXSEAL_CLIENT_SECRET
exec "$@"
