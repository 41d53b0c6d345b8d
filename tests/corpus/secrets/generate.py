#!/usr/bin/env python3
"""Makes lines.jsonl, the labelled set of `leakwatch eval secrets`: the same bytes every time, here or in the folder named.

Every provider's value in eight surroundings, keys and passwords without a provider, and traps, a third of all: lines in
which something looks like a secret and is none. Surroundings and traps are written by hand, values by chance; nobody's
secret is here. Run it after a change; a test asks that it makes the file again.
"""
import base64
import json
import pathlib
import random
import sys

from formats import ALNUM, B64, HEX, LOWER, LOWNUM, TOKENS, URL, form, of, uuid

HERE = pathlib.Path(__file__).parent

# {n} the name of a variable, {l} the same in small letters, {v} the value.
FRAMES = [
    "{n}={v}",
    'export {n}="{v}"',
    "{l}: {v}",
    '  "{l}": "{v}",',
    "{l} = '{v}'",
    'const {l} = "{v}";',
    "ENV {n} {v}",
    "      - {n}={v}",
    "String {l} = \"{v}\";",
    "{l} := \"{v}\"",
    "$config['{l}'] = '{v}';",
    "<add key=\"{n}\" value=\"{v}\" />",
    "<{l}>{v}</{l}>",
    "2026-03-11 09:14:55 DEBUG settings: {l}={v}",
    "Коллеги, временно положил ключ сюда: {n} {v}, потом удалим",
    "Вот доступ для подрядчика, {l}: {v}",
    "I pushed {n}={v} to the public repo by mistake, rotating now",
    "| {l} | {v} |",
    "set {n}={v}",
    "--set {l}={v}",
    "{n}={v} python manage.py migrate",
    "os.environ['{n}'] = '{v}'",
    "# TODO убрать из кода: {l} = {v}",
    "System.setProperty(\"{l}\", \"{v}\");",
]
KEY_NAMES = ["api_key", "apiKey", "client_secret", "SECRET_TOKEN", "access_token", "auth_token", "app-secret", "signing_key",
             "encryption_key", "webhook_secret", "INTERNAL_API_KEY", "partnerToken", "jwt_secret", "session_secret", "serviceToken"]
PASSWORD_NAMES = ["password", "DB_PASSWORD", "smtp_password", "passwd", "admin_password", "userPassword", "redis.password",
                  "SPRING_DATASOURCE_PASSWORD", "ldapPassword", "mysql_pwd", "пароль"]
PASSWORD_FRAMES = [
    "{n} = \"{v}\"",
    "  \"{n}\": \"{v}\",",
    "{n}: '{v}'",
    "'{n}' => '{v}',",
    "var {n} = '{v}'",
]
PROSE_PASSWORDS = [
    "Доступ на сервер: логин deploy, пароль: {v}",
    "login: deploy password: {v}",
    "логин/пароль: deploy / {v}",
    "mysqldump -u root -p{v} crm > crm.sql",
    "curl -u deploy:{v} https://ci.example.com/job/build",
    "sshpass -p {v} ssh deploy@10.20.0.5",
    "postgres://crm:{v}@db1.example.com:5432/crm",
    "https://deploy:{v}@git.example.com/app.git",
    "Server=db1.example.com;Database=crm;User Id=sa;Password={v};",
    "machine git.example.com login deploy password {v}",
    "ALTER USER crm WITH PASSWORD '{v}';",
    "ConvertTo-SecureString \"{v}\" -AsPlainText -Force",
    "define( 'DB_PASSWORD', '{v}' );",
    "$DBPassword = \"{v}\";",
]
WORDS = ["Zima", "Kot", "Gorod", "Sokol", "River", "Winter", "Tiger", "Lampa", "Volga", "Stone", "Maple", "Orbit"]
FILLERS = ["your-api-key-here", "YOUR_API_KEY", "xxxxxxxxxxxxxxxxxxxxxxxx", "changeme", "<api-key>", "${API_KEY}", "{{ api_key }}",
           "insert_key_here", "REPLACE_ME_WITH_KEY", "0123456789abcdef0123456789abcdef", "example-token-value", "$(cat /run/key)",
           "%API_KEY%", "********", "<redacted>", "EXAMPLEKEYEXAMPLEKEY", "dummy-token", "test_token", "abcdefghijklmnopqrstuvwxyz",
           "AKIAIOSFODNN7EXAMPLE", "sk_test_4eC39HqLyjWDarjtT1zdp7dc", "process.env.API_KEY", "os.environ['API_KEY']",
           "getSecret('api-key')", "config.get_token()", "null", "undefined", "self.token", "vault:secret/data/app#key",
           "arn:aws:secretsmanager:eu-west-1:1:secret:app", "@@API_KEY@@", "ВАШ_КЛЮЧ", "<ваш токен>", "ключ-из-кабинета"]
IDENTIFIERS = ["DefaultAzureCredentialProvider", "myServiceAccountTokenName", "com.example.auth.TokenService", "refresh-token-expired",
               "CustomAuthenticationFilter", "kubernetes.io/service-account-token", "application/vnd.api+json", "my-secret-name",
               "client-credentials-grant", "user_password_reset_form", "/var/run/secrets/kubernetes.io/token", "Bearer-authentication",
               "TokenExpirationTimeSeconds", "AES256GCMNoPadding", "PBKDF2WithHmacSHA256", "password-strength-meter", "csrfmiddlewaretoken",
               "secretmanager.googleapis.com", "OAuth2AuthorizedClientService", "passwordConfirmation", "token_endpoint_auth_method"]
PROSE = [
    "How to rotate a {p} key without downtime: create the second one, deploy, revoke the first.",
    "Получите ключ {p} в личном кабинете и укажите его в настройках интеграции.",
    "{p} tokens begin with a prefix and are shown once; keep them in a secret store.",
    "The {p} password is asked for at the first start and never stored.",
    "Если токен {p} утёк, отзовите его и выпустите новый.",
    "See the {p} documentation on access tokens, client secrets and scopes.",
    "password: не менее 12 знаков, буквы разного регистра и цифры ({p})",
    "Пароль от {p} никому не сообщайте, даже сотрудникам поддержки.",
]
PROVIDERS = ["GitHub", "GitLab", "Stripe", "AWS", "Slack", "Twilio", "Datadog", "Cloudflare", "Telegram", "Yandex Cloud", "VK",
             "ЮKassa", "DaData", "Ozon", "Wildberries", "Bitrix24", "Grafana", "Heroku", "OpenAI", "npm", "Docker Hub", "Vault"]
LABELS = ['"password": "Введите пароль"', '"passwordLabel": "Your password"', '<input type="password" name="password" placeholder="Password">',
          'password: string;', "password?: string | null", "String password = request.getParameter(\"password\");",
          "self.assertEqual(user.password, form.password)", "if (password !== confirmPassword) {", "password = getpass.getpass()",
          "const token = await auth.getToken();", "token: ${{ secrets.NPM_TOKEN }}", "apiKey={this.props.apiKey}",
          "secretKeyRef:\n  name: db\n  key: password", "def test_password_is_hashed(self):", "passwordEncoder = new BCryptPasswordEncoder();",
          "PASSWORD_HASHERS = ['django.contrib.auth.hashers.Argon2PasswordHasher']", "ssh_pwauth: true", "password_min_length: 12",
          "token_type: bearer", "authentication: none", "Authorization: Bearer <token>", "Authorization: Basic dXNlcjpwYXNzd29yZA=="]

# Ways of writing that are not `name = "value"`: declarations, comparisons, definitions, defaults, strings within strings.
DIALECTS = [
    "val {n}: String = \"{v}\"",
    "def connect({n}: str = \"{v}\"):",
    "let {n}: &str = \"{v}\";",
    "if ({n} !== \"{v}\") {{",
    "if {n} == '{v}':",
    "#define {N} \"{v}\"",
    "%define {N} \"{v}\"",
    "body: \"{{\\\"{n}\\\": \\\"{v}\\\"}}\"",
    "{n} = getenv(\"{N}\", \"{v}\")",
    "{n} = os.environ.get('{N}') or '{v}'",
    "const x = process.env.{N} || \"{v}\";",
    "alert(&quot;{n}: &quot;{v}&quot;&quot;)",
]
DIALECT_NAMES = ["password", "db_password", "smtpPasswd", "userPassword", "admin_password"]
FOREIGN = ["pasword", "passwrd", "pswd", "Kennwort", "contraseña", "senha", "heslo", "hasło", "密码", "비밀번호", "パスワード"]
CHAT = ["ssh deploy@10.20.0.5 (pw:{v})", "the password is {v}", "пароль это {v}", "MYSQLPASS: {v}", "my_pw: {v}",
        "ID: deploy, PW: {v}", "dbpass='{v}'", "password is {v}, change it after the first start"]
PROSE_TRAPS = ["boot it with \"console=hvc{n}\"", "we passed \"grep -c ^LEVEL = {n} Makefile\" to it", "pass_mask{n} = \"0x{h:08x}\"",
               "#define PASSWORD 0x{h:016x}", "id_passthrough \"Word{n}# -> Integer -> Word#\"", "filter(password__startswith='sha1$$')",
               "lpasscc: clock-controller@{h:08x}", "passive => LCCR{n}_PAS", "the password is case-sensitive and has {n} signs",
               "the password was changed {n} days ago", "passthrough := \"passthrough=\"", "val password: String = \"required\"",
               "if (password == \"password{n}\")", "#define PASSWORD_LENGTH {n}", "os.getenv(\"PASSWORD\", \"changeme\")",
               "signing key: {k}", "Ihr root-Passwort herausgeben, sagt Kapitel {n}", "identified by UUID={u}"]


def camel(name):
    return name.lower()


class Lines:
    def __init__(self):
        self.out = []

    def add(self, group, text, value=None, kind=None, source="own-traps"):
        expect = []
        if value is not None:
            at = text.index(value)
            expect = [{"start": at, "end": at + len(value), "kind": kind}]
        number = sum(1 for line in self.out if line["id"].rsplit("-", 1)[0] == group) + 1
        self.out.append({"id": f"{group}-{number}", "text": text, "expect": expect, "source": source})


def around(r, text):
    """Other lines of such a file before and after."""
    before = r.choice(["", "", "debug: false\n", "# settings\n", "LOG_LEVEL=info\n", "region: eu-west-1\n", "Добрый день!\n", "---\n"])
    after = r.choice(["", "", "\ntimeout: 30", "\nPORT=8080", "\n}", "\nСпасибо!", "\nretries = 3"])
    return before + text + after


def password(r):
    return r.choice([
        lambda: r.choice(WORDS) + str(r.randrange(1970, 2027)) + r.choice("!@#$%*"),
        lambda: of(ALNUM, 4)(r) + r.choice("!@#%*-") + of(ALNUM, 8)(r) + str(r.randrange(10, 99)),
        lambda: r.choice(WORDS) + "-" + r.choice(WORDS) + "!" + str(r.randrange(10, 99)),
        lambda: of(ALNUM, 10)(r) + str(r.randrange(100, 999)) + r.choice("KQZ") + r.choice("kqz"),
    ])()


def typed(lines):
    for kind, name, make in TOKENS:
        r = random.Random(f"leakwatch secrets {kind}")
        for frame in r.sample(FRAMES, 20):
            value = make(r)
            text = frame.format(n=name, l=camel(name), v=value)
            lines.add(kind, around(r, text), value, kind, "own-typed")


def generic(lines):
    r = random.Random("leakwatch secrets generic")
    makers = [of(ALNUM, 20), of(ALNUM, 32), of(HEX, 32), of(HEX, 40), of(LOWNUM, 24), of(URL, 43), form((B64, 43), "=")]
    for name in KEY_NAMES:
        for frame in r.sample([f for f in FRAMES if "{n} {v}" not in f], 12):
            value = r.choice(makers)(r)
            lines.add("generic-key", around(r, frame.format(n=name, l=name, v=value)), value, "generic-key", "own-generic")
    for name in PASSWORD_NAMES:
        for frame in PASSWORD_FRAMES * 2:
            value = password(r)
            lines.add("generic-password", around(r, frame.format(n=name, v=value)), value, "generic-password", "own-generic")
    for frame in PROSE_PASSWORDS:
        for _ in range(10):
            value = password(r).replace("#", "-").replace("@", "-").replace("%", "-")
            lines.add("generic-login", around(r, frame.format(v=value)), value, "generic-login", "own-generic")


def traps(lines):
    r = random.Random("leakwatch secrets traps")
    names = KEY_NAMES + [name for _, name, _ in TOKENS]
    for filler in FILLERS:
        for frame in r.sample(FRAMES, 16):
            name = r.choice(names)
            lines.add("trap-placeholder", around(r, frame.format(n=name, l=camel(name), v=filler)))
    for word in IDENTIFIERS:
        for frame in r.sample(FRAMES[:13], 12):
            name = r.choice(KEY_NAMES + PASSWORD_NAMES)
            lines.add("trap-identifier", around(r, frame.format(n=name, l=name, v=word)))
    for frame in PROSE:
        for provider in r.sample(PROVIDERS, 12):
            lines.add("trap-prose", frame.format(p=provider))
    for label in LABELS:
        for _ in range(3):
            lines.add("trap-code", around(r, label))
    for _ in range(40):
        commit = of(HEX, 40)(r)
        lines.add("trap-commit", r.choice(["commit {v}\nAuthor: build <build@example.com>", "image: app@sha256:{v}aaaa", "checkout {v}",
                                           "git cherry-pick {v}", "rev: {v}", "HEAD is now at {v}", "\"gitHead\": \"{v}\","]).format(v=commit))
        digest = base64.b64encode(r.randbytes(64)).decode()
        lines.add("trap-integrity", r.choice(['"integrity": "sha512-{v}",', 'integrity="sha384-{v}" crossorigin', "h1:{v}",
                                              "resolved sha512-{v}"]).format(v=digest))
        lines.add("trap-uuid", r.choice(['"id": "{v}",', "request_id={v}", "uuid: {v}", "<Guid>{v}</Guid>", "trace-id: {v}",
                                         "/users/{v}/profile", "correlationId={v}"]).format(v=uuid(r)))
        image = base64.b64encode(r.randbytes(120)).decode()
        lines.add("trap-image", r.choice(['<img src="data:image/png;base64,iVBORw0KGgo{v}">', "background:url(data:image/gif;base64,{v})",
                                          "@font-face{{src:url(data:font/woff2;base64,d09GMg{v})}}"]).format(v=image))
        lines.add("trap-public-key", r.choice(["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI{v} build@example.com",
                                               "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQ{v}\n-----END PUBLIC KEY-----",
                                               "-----BEGIN CERTIFICATE-----\nMIIBdzCCAR2gAwIBAgI{v}\n-----END CERTIFICATE-----"]
                                              ).format(v=of(B64, 60)(r)))
        lines.add("trap-hash", r.choice(["md5: {v}", "ETag: \"{v}\"", "{v}  archive.tar.gz", "cache/{v}.js", "MD5 ({v})"]).format(v=of(HEX, 32)(r)))
        lines.add("trap-url", r.choice(["https://example.com/{a}/{b}?page=2", "postgres://db1.example.com:5432/{a}",
                                        "redis://cache:6379/0", "git@git.example.com:{a}/{b}.git", "https://{a}.example.com:8443/{b}",
                                        "postgres://user:password@localhost/{a}", "amqp://guest:guest@rabbit/{b}",
                                        "https://user:${{TOKEN}}@git.example.com/{a}"]
                                       ).format(a=r.choice(WORDS).lower(), b=r.choice(WORDS).lower()))
        lines.add("trap-format", r.choice(["token_ttl = 2026-03-11T09:14:55", "password_changed: 2026-03-11", "secret_version: 1.24.{n}",
                                           "key: F{n}", "token_limit=4096", "auth: 10.0.{n}.1", "api_key_length: 32", "salt_rounds = {n}",
                                           "key=Ctrl+Shift+{n}", "password_length: {n}"]).format(n=r.randrange(1, 99)))
    # A character changed, so that the issuer's checksum disagrees, and values a few characters short.
    changed = {"github-pat", "github-oauth", "github-server", "npm", "gitlab-routable", "bitbucket", "atlassian", "grafana"}
    short = {"stripe-live": 9, "sendgrid": 12, "gitlab-pat": 8, "digitalocean": 11, "aws-access-key": 4, "shopify": 5, "telegram-bot": 6}
    for kind, name, make in TOKENS:
        for _ in range(12):
            if kind in changed:
                value = make(r)
                at = len(value) // 2
                other = next(c for c in r.sample(LOWER, 26) if c != value[at])
                lines.add("trap-checksum", f"seen in the log: {value[:at]}{other}{value[at + 1:]}")
            if kind in short:
                lines.add("trap-length", f"cut off: {make(r)[:-short[kind]]} ...")


def dialects(lines):
    r = random.Random("leakwatch secrets dialects")
    for name in DIALECT_NAMES:
        for frame in DIALECTS:
            value = password(r)
            text = frame.format(n=name, N=name.upper(), v=value)
            lines.add("generic-dialect", around(r, text), value, "generic-dialect", "own-generic")
    for name in FOREIGN:
        for frame in ["{n} = \"{v}\"", "{n}: {v}", "\"{n}\": \"{v}\","]:
            value = password(r)
            lines.add("generic-foreign", around(r, frame.format(n=name, v=value)), value, "generic-foreign", "own-generic")
    for frame in CHAT:
        for _ in range(4):
            value = password(r)
            lines.add("generic-chat", around(r, frame.format(v=value)), value, "generic-chat", "own-generic")
    for frame in PROSE_TRAPS:
        for _ in range(6):
            text = frame.format(n=r.randrange(2, 60), h=r.getrandbits(32), k=of(HEX, 40)(r), u=uuid(r))
            lines.add("trap-dialect", around(r, text))


def main():
    lines = Lines()
    typed(lines)
    generic(lines)
    traps(lines)
    dialects(lines)
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
    with (folder / "lines.jsonl").open("w", encoding="utf-8") as out:
        for line in lines.out:
            out.write(json.dumps(line, ensure_ascii=False) + "\n")
    quiet = sum(1 for line in lines.out if not line["expect"])
    print(f"{len(lines.out)} lines, {quiet} of them traps")


if __name__ == "__main__":
    main()
