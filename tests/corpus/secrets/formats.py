"""Values of providers' tokens, made by chance in the form that each documents, with its checksum where it has one.

Written from the providers' documentation for the labelled set alone: nothing here is read from the pack that is measured.
"""
import base64
import json
import zlib

DIGITS = "0123456789"
LOWER = "abcdefghijklmnopqrstuvwxyz"
UPPER = LOWER.upper()
HEX = DIGITS + "abcdef"
ALNUM = DIGITS + UPPER + LOWER
LOWNUM = DIGITS + LOWER
UPNUM = DIGITS + UPPER
URL = ALNUM + "_-"
B64 = ALNUM + "+/"
B32 = UPPER + "234567"


def of(alphabet, length):
    return lambda r: "".join(r.choice(alphabet) for _ in range(length))


def uuid(r):
    h = of(HEX, 32)(r)
    return "-".join((h[:8], h[8:12], "4" + h[13:16], r.choice("89ab") + h[17:20], h[20:]))


def form(*parts):
    """Texts as they are, pairs of an alphabet and a length by chance, functions of the generator."""

    def make(r):
        return "".join(p if isinstance(p, str) else of(*p)(r) if isinstance(p, tuple) else p(r) for p in parts)

    return make


def crc_base62(prefix, length=30):
    def make(r):
        body, number, out = of(ALNUM, length)(r), 0, ""
        number = zlib.crc32(body.encode())
        for _ in range(6):
            out, number = ALNUM[number % 62] + out, number // 62
        return prefix + body + out

    return make




def grafana(r):
    body = "glsa_" + of(ALNUM, 32)(r)
    return body + "_" + zlib.crc32(body.encode()).to_bytes(4, "little").hex()


def atlassian(prefix, length):
    def make(r):
        body = prefix + of(URL, length)(r) + "="
        return body + f"{zlib.crc32(body.encode()):08X}"

    return make


def bitbucket(r):
    body = "ATBB" + of(ALNUM, 24)(r)
    return body + f"{zlib.crc32(body.encode()):08X}"


def base36(number, width):
    out = ""
    while number:
        out, number = LOWNUM[number % 36] + out, number // 36
    return out.rjust(width, "0")


def gitlab_routable(r):
    raw = b"o:1\nu:" + base36(r.randrange(10**3, 10**6), 1).encode() + bytes(r.getrandbits(8) for _ in range(16)) + b"\x10"
    body = base64.urlsafe_b64encode(raw).decode().rstrip("=")
    text = f"glpat-{body}.01.{base36(len(body), 2)}"
    return text + base36(zlib.crc32(text.encode()), 7)


def jwt(r):
    part = lambda o: base64.urlsafe_b64encode(json.dumps(o, separators=(",", ":")).encode()).decode().rstrip("=")
    claims = {"iss": "https://id.example.com", "sub": str(r.randrange(10**5, 10**7)), "iat": r.randrange(17 * 10**8, 18 * 10**8)}
    return f"{part({'alg': 'HS256', 'typ': 'JWT'})}.{part(claims)}.{of(URL, 43)(r)}"


def pypi(r):
    raw = b"\x02\x01\x08pypi.org\x02$" + uuid(r).encode() + b"\x00\x02*[3,\"" + uuid(r).encode() + b"\"]\x00\x00\x06 "
    return "pypi-" + base64.urlsafe_b64encode(raw + bytes(r.getrandbits(8) for _ in range(32))).decode().rstrip("=")


def discord(r):
    while True:
        head = base64.b64encode(str(r.randrange(10**17, 10**18)).encode()).decode().rstrip("=")
        if head[0] in "MNO":
            return f"{head}.{of(ALNUM, 6)(r)}.{of(URL, 38)(r)}"


def pem(r):
    lines = [of(B64, 64)(r) for _ in range(6)]
    return "-----BEGIN RSA PRIVATE KEY-----\nMIICXAIBAAKBgQ" + "\n".join(lines) + "\n-----END RSA PRIVATE KEY-----"


def gigachat(r):
    return base64.b64encode(f"{uuid(r)}:{uuid(r)}".encode()).decode()


# Kind, name as people write it before an assignment, maker.
TOKENS = [
    ("aws-access-key", "AWS_ACCESS_KEY_ID", form("AKIA", (B32, 16))),
    ("aws-secret-key", "AWS_SECRET_ACCESS_KEY", of(B64, 40)),
    ("google-api-key", "GOOGLE_MAPS_KEY", form("AIzaSy", (URL, 33))),
    ("google-oauth-secret", "GOOGLE_CLIENT_SECRET", form("GOCSPX-", (URL, 28))),
    ("azure-storage", "AZURE_STORAGE_KEY", form((B64, 86), "==")),
    ("azure-client-secret", "AZURE_CLIENT_SECRET", form((ALNUM, 3), "8Q~", (ALNUM, 34))),
    ("digitalocean", "DO_TOKEN", form("dop_v1_", (HEX, 64))),
    ("alibaba", "ALIYUN_ACCESS_KEY", form("LTAI5t", (ALNUM, 18))),
    ("cloudflare", "CLOUDFLARE_API_TOKEN", of(ALNUM, 40)),
    ("heroku", "HEROKU_API_KEY", form("HRKU-AA", (URL, 58))),
    ("hetzner", "HCLOUD_TOKEN", of(ALNUM, 64)),
    ("linode", "LINODE_TOKEN", of(HEX, 64)),
    ("scaleway", "SCW_ACCESS_KEY", form("SCW", (UPNUM, 17))),
    ("github-pat", "GITHUB_TOKEN", crc_base62("ghp_")),
    ("github-oauth", "GH_OAUTH", crc_base62("gho_")),
    ("github-server", "GH_APP_TOKEN", crc_base62("ghs_")),
    ("github-fine-grained", "GITHUB_PAT", form("github_pat_", (ALNUM, 22), "_", (ALNUM, 59))),
    ("gitlab-pat", "GITLAB_TOKEN", form("glpat-", (URL, 20))),
    ("gitlab-routable", "GITLAB_PAT", gitlab_routable),
    ("gitlab-runner", "RUNNER_TOKEN", form("glrt-", (URL, 20))),
    ("bitbucket", "BITBUCKET_APP_PASSWORD", bitbucket),
    ("atlassian", "JIRA_API_TOKEN", atlassian("ATATT3xFfGF0", 160)),
    ("npm", "NPM_TOKEN", crc_base62("npm_")),
    ("pypi", "TWINE_PASSWORD", pypi),
    ("rubygems", "GEM_HOST_API_KEY", form("rubygems_", (HEX, 48))),
    ("crates-io", "CARGO_REGISTRY_TOKEN", form("cio", (ALNUM, 32))),
    ("nuget", "NUGET_KEY", form("oy2", (LOWNUM, 43))),
    ("docker-hub", "DOCKER_PAT", form("dckr_pat_", (URL, 27))),
    ("circleci", "CIRCLE_TOKEN", form("CCIPAT_", (ALNUM, 22), "_", (HEX, 40))),
    ("sonarqube", "SONAR_TOKEN", form("sqp_", (HEX, 40))),
    ("terraform-cloud", "TFE_TOKEN", form((ALNUM, 14), ".atlasv1.", (ALNUM, 67))),
    ("pulumi", "PULUMI_ACCESS_TOKEN", form("pul-", (HEX, 40))),
    ("stripe-live", "STRIPE_SECRET_KEY", form("sk_live_", (ALNUM, 24))),
    ("stripe-restricted", "STRIPE_KEY", form("rk_live_", (ALNUM, 99))),
    ("stripe-webhook", "STRIPE_WEBHOOK_SECRET", form("whsec_", (ALNUM, 32))),
    ("shopify", "SHOPIFY_TOKEN", form("shpat_", (HEX, 32))),
    ("square", "SQUARE_ACCESS_TOKEN", form("EAAA", (URL, 60))),
    ("braintree", "BRAINTREE", form("access_token$production$", (LOWNUM, 16), "$", (HEX, 32))),
    ("slack-bot", "SLACK_BOT_TOKEN", form("xoxb-", (DIGITS, 12), "-", (DIGITS, 13), "-", (ALNUM, 24))),
    ("slack-app", "SLACK_APP_TOKEN", form("xapp-1-A", (UPNUM, 10), "-", (DIGITS, 13), "-", (HEX, 64))),
    ("slack-webhook", "SLACK_URL", form("https://hooks.slack.com/services/T", (UPNUM, 8), "/B", (UPNUM, 10), "/", (ALNUM, 24))),
    ("discord-bot", "DISCORD_TOKEN", discord),
    ("discord-webhook", "DISCORD_HOOK", form("https://discord.com/api/webhooks/", (DIGITS, 18), "/", (URL, 68))),
    ("telegram-bot", "TG_BOT_TOKEN", form("7", (DIGITS, 9), ":AA", (URL, 33))),
    ("twilio", "TWILIO_API_KEY", form("SK", (HEX, 32))),
    ("sendgrid", "SENDGRID_API_KEY", form("SG.", (URL, 22), ".", (URL, 43))),
    ("mailgun", "MAILGUN_API_KEY", form("key-", (HEX, 32))),
    ("mailchimp", "MAILCHIMP_API_KEY", form((HEX, 32), "-us", ("123456789", 1))),
    ("brevo", "BREVO_KEY", form("xkeysib-", (HEX, 64), "-", (ALNUM, 16))),
    ("openai", "OPENAI_API_KEY", form("sk-proj-", (URL, 74), "T3BlbkFJ", (URL, 74))),
    ("anthropic", "ANTHROPIC_API_KEY", form("sk-ant-api03-", (URL, 93), "AA")),
    ("hugging-face", "HF_TOKEN", form("hf_", (UPPER + LOWER, 34))),
    ("groq", "GROQ_API_KEY", form("gsk_", (ALNUM, 20), "WGdyb3FY", (ALNUM, 24))),
    ("replicate", "REPLICATE_API_TOKEN", form("r8_", (ALNUM, 37))),
    ("databricks", "DATABRICKS_TOKEN", form("dapi", (HEX, 32))),
    ("planetscale", "PLANETSCALE_PASSWORD", form("pscale_pw_", (ALNUM, 43))),
    ("supabase", "SUPABASE_TOKEN", form("sbp_", (HEX, 40))),
    ("airtable", "AIRTABLE_PAT", form("pat", (ALNUM, 14), ".", (HEX, 64))),
    ("notion", "NOTION_TOKEN", form("ntn_", (DIGITS, 11), (ALNUM, 35))),
    ("figma", "FIGMA_TOKEN", form("figd_", (URL, 40))),
    ("linear", "LINEAR_API_KEY", form("lin_api_", (ALNUM, 40))),
    ("grafana", "GRAFANA_TOKEN", grafana),
    ("new-relic", "NEW_RELIC_API_KEY", form("NRAK-", (UPNUM, 27))),
    ("datadog", "DATADOG_API_KEY", of(HEX, 32)),
    ("dynatrace", "DT_TOKEN", form("dt0c01.", (UPNUM, 24), ".", (UPNUM, 64))),
    ("sentry-user", "SENTRY_AUTH_TOKEN", form("sntryu_", (HEX, 64))),
    ("vault", "VAULT_TOKEN", form("hvs.", (URL, 95))),
    ("doppler", "DOPPLER_TOKEN", form("dp.st.prd.", (ALNUM, 43))),
    ("okta", "OKTA_API_TOKEN", form("00", (URL, 40))),
    ("postman", "POSTMAN_API_KEY", form("PMAK-", (HEX, 24), "-", (HEX, 34))),
    ("tailscale", "TS_AUTHKEY", form("tskey-auth-", (ALNUM, 17), "-", (ALNUM, 32))),
    ("jwt", "ACCESS_TOKEN", jwt),
    ("private-key", "PRIVATE_KEY", pem),
    ("yandex-api-key", "YANDEX_API_KEY", form("AQVN", (URL, 36))),
    ("yandex-oauth", "YA_OAUTH", form("y0_", (URL, 58))),
    ("yandex-iam", "YC_IAM_TOKEN", form("t1.", (URL, 120), ".", (URL, 86))),
    ("vk-token", "VK_TOKEN", form("vk1.a.", (URL, 190))),
    ("tbank-invest", "TINKOFF_TOKEN", form("t.", (URL, 86))),
    ("gigachat", "GIGACHAT_CREDENTIALS", gigachat),
    ("dadata", "DADATA_TOKEN", of(HEX, 40)),
    ("yookassa", "YOOKASSA_SECRET_KEY", form("live_", (URL, 43))),
    ("yandex-market", "MARKET_API_KEY", form("ACMA:", (ALNUM, 43), ":", (HEX, 8))),
    ("wildberries", "WILDBERRIES_TOKEN", jwt),
    ("ozon", "OZON_API_KEY", uuid),
    ("bitrix24", "B24", form("https://romashka.bitrix24.ru/rest/17/", (LOWNUM, 16), "/")),
    ("smsru", "SMSRU_API_ID", uuid),
    ("superjob", "SUPERJOB_KEY", form("v3.r.", (DIGITS, 9), ".", (HEX, 40), ".", (HEX, 40))),
]
