//! `waxseal template`: from a sample to a signed pack, and what is said when something is wrong.

#![expect(clippy::unwrap_used, reason = "all of it is a test")]

use std::path::Path;
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

const SAMPLE: &str = r#"{"type":"room_booking","room":"Blue salon","price":{"amount":"240.00","currency":"EUR"},
    "until":"2027-03-31T18:00:00+02:00","account":"DE89370400440532013000","note":"Vegetarian lunch, please."}"#;

/// A folder with the sample, in which commands run.
struct Desk(TempDir);

/// What a command answered.
struct Answer {
    code: Option<i32>,
    out: String,
    errors: String,
}

impl Desk {
    fn new() -> Self {
        let desk = Self(tempfile::tempdir().unwrap());
        desk.write("sample.json", SAMPLE);
        desk
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.path(name), text).unwrap();
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    /// Runs `waxseal template` with arguments that hold no blanks.
    fn run(&self, arguments: &str) -> Answer {
        let mut command = Command::new(env!("CARGO_BIN_EXE_waxseal"));
        let output = command.arg("template").args(arguments.split(' ')).current_dir(self.0.path()).output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Answer { code: output.status.code(), out: text(output.stdout), errors: text(output.stderr) }
    }

    /// Runs a command that has to do what it is told.
    #[track_caller]
    fn done(&self, arguments: &str) -> String {
        let answer = self.run(arguments);
        assert_eq!(answer.code, Some(0), "{arguments}\n{}\n{}", answer.out, answer.errors);
        answer.out
    }

    /// Runs a command that has to fail.
    #[track_caller]
    fn failed(&self, arguments: &str) -> Answer {
        let answer = self.run(arguments);
        assert_eq!(answer.code, Some(1), "{arguments}\n{}\n{}", answer.out, answer.errors);
        answer
    }
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn from_a_sample_to_a_signed_pack_and_its_next_version() {
    let desk = Desk::new();
    desk.done("new --from sample.json --out booking.hbs");
    assert_eq!(json(&desk.done("lint booking.hbs --deny-warnings --json"))["findings"], json("[]"));
    let card = desk.done("preview booking.hbs sample.json --time-zone Europe/Berlin");
    assert!(card.starts_with("Room booking: €240.00 EUR"), "{card}");
    assert!(card.contains("Wed 31 Mar 2027, 18:00 CEST"), "{card}");
    assert!(card.contains("The template was used, and shows every value."), "{card}");
    let table = desk.done("test booking.hbs");
    assert!(table.contains("1 of 1 passed"), "{table}");

    let public = json(&desk.done("sign --new-key publisher.pem"));
    assert_eq!(public["crv"], "P-256");
    let sign = "sign --issuer https://id.example/ --key publisher.pem booking.hbs";
    let signed = json(&desk.done(&format!("{sign} --version 1 --out one.jws --json")));
    assert_eq!(signed["kid"], public["kid"]);
    assert_eq!(signed["templates"][0]["type"], "room_booking");

    let lowered = desk.read("booking.hbs").replace("risk_floor: high", "risk_floor: low").replace("1.0.0", "1.1.0");
    desk.write(
        "booking.hbs",
        &lowered.replace("Room booking: {{", "Book a room: {{").replace("Room booking: €", "Book a room: €"),
    );
    desk.done(&format!("{sign} --version 2 --out two.jws --expires 30d"));
    let change = desk.done("diff one.jws two.jws");
    let alarms: Vec<&str> = change.lines().take_while(|line| line.starts_with("! ")).collect();
    assert_eq!(alarms.len(), 2, "{change}");
    assert!(change.contains("! room_booking: It asked for high care, and now for low care."), "{change}");
    assert!(change.contains("room_booking: version 1.0.0 → 1.1.0"), "{change}");
    assert_eq!(json(&desk.done("diff one.jws two.jws --json"))["alarming"], true);
    assert_eq!(desk.done("diff one.jws one.jws"), "The templates are the same.\n");
    assert!(desk.done("diff two.jws one.jws").contains("The version goes back from 2 to 1"));

    let digest = signed["templates"][0]["sha256"].as_str().unwrap();
    desk.done(&format!("{sign} --version 3 --out three.jws --revoke {digest}"));
    assert!(desk.done("diff two.jws three.jws").contains(&format!("Revoked: {digest}")));
}

#[test]
fn what_no_device_could_use_is_not_signed() {
    let desk = Desk::new();
    desk.done("new --from sample.json --out booking.hbs");
    desk.done("sign --new-key publisher.pem");
    let later = desk.done("sign --new-key later.pem");
    desk.write("later.json", &later);
    let sign = "sign --version 1 --key publisher.pem --out one.jws";
    for issuer in ["nonsense", "http://id.example/", "https://id.example", "https:///"] {
        let answer = desk.run(&format!("{sign} booking.hbs --issuer {issuer}"));
        assert!(answer.code == Some(2) && answer.errors.contains("an issuer is"), "{}", answer.errors);
    }
    let sign = format!("{sign} --issuer https://id.example/");
    let answer = desk.run(&format!("{sign} --revoke abc"));
    assert!(answer.code == Some(2) && answer.errors.contains("a digest is"), "{}", answer.errors);
    assert!(desk.failed(&format!("{sign} booking.hbs --next-key booking.hbs")).errors.contains("is not a public key"));

    let text = desk.read("booking.hbs");
    desk.write("other.hbs", &text.replace("Room booking: €", "Something else: €"));
    assert!(desk.failed(&format!("{sign} other.hbs")).errors.contains("a fixture fails"));
    desk.done(&format!("{sign} other.hbs --force"));
    desk.done(&format!("{sign} booking.hbs --next-key later.json --force"));
}

#[test]
#[cfg(unix)]
fn a_new_key_is_for_its_owner_alone_and_replaces_none() {
    use std::os::unix::fs::PermissionsExt as _;
    let desk = Desk::new();
    desk.done("sign --new-key publisher.pem");
    assert_eq!(std::fs::metadata(desk.path("publisher.pem")).unwrap().permissions().mode() & 0o777, 0o600);
    let before = desk.read("publisher.pem");
    let answer = desk.failed("sign --new-key publisher.pem");
    assert!(answer.errors.contains("publisher.pem exists\nhint: "), "{}", answer.errors);
    assert_eq!(desk.read("publisher.pem"), before);
}

#[test]
fn a_file_is_replaced_only_by_force() {
    let desk = Desk::new();
    desk.write("booking.hbs", "mine");
    let answer = desk.failed("new --from sample.json --out booking.hbs");
    assert!(answer.errors.contains("booking.hbs exists\nhint: --force"), "{}", answer.errors);
    assert_eq!(desk.read("booking.hbs"), "mine");
    desk.done("new --from sample.json --out booking.hbs --force");
    assert!(desk.read("booking.hbs").starts_with("---\n"));
}

#[test]
fn a_sample_without_a_type_needs_one() {
    let desk = Desk::new();
    desk.write("bare.json", r#"{"door":"North"}"#);
    let answer = desk.failed("new --from bare.json");
    assert!(answer.errors.contains("bare.json has no type\nhint: name it with --type"), "{}", answer.errors);
    assert!(desk.done("new --from bare.json --type door_opening").starts_with("---\ntype: door_opening\n"));
    desk.write("two.json", "[{},{}]");
    assert!(desk.failed("new --from two.json").errors.contains("\nhint: a sample is one object"));
}

#[test]
fn errors_fail_the_lint_and_warnings_only_if_denied() {
    let desk = Desk::new();
    let head = "---\ntype: t\ntemplate_version: 1.0.0\nrisk_floor: low\nverb: Open a door\ncritical: [/a]\n---\n";
    desk.write("error.hbs", &format!("{head}{{{{field b}}}}"));
    let answer = desk.failed("lint error.hbs");
    assert!(answer.out.starts_with("error[E1] /a: "), "{}", answer.out);
    assert!(answer.errors.contains("hint: waxseal template lint --explain E1"), "{}", answer.errors);
    desk.write("warning.hbs", &format!("{head}{{{{field a label=\"Green\"}}}}"));
    assert!(desk.done("lint warning.hbs").contains("0 errors, 1 warning"));
    desk.failed("lint warning.hbs --deny-warnings");
    desk.write("bare.hbs", &format!("{head}{{{{a}}}}"));
    assert!(desk.failed("lint bare.hbs").out.starts_with("error[E13]: "));
    assert!(desk.failed("preview bare.hbs sample.json").errors.contains("\nhint: waxseal template lint"));
    assert!(desk.done("lint --explain e5").starts_with("E5 (error): "));
    assert!(desk.failed("lint --explain E99").errors.contains("\nhint: the classes are E1, "));
    assert_eq!(desk.run("lint").code, Some(2));
}

#[test]
fn a_preview_says_why_a_template_is_not_used() {
    let desk = Desk::new();
    desk.done("new --from sample.json --out booking.hbs");
    let out = desk.done("preview booking.hbs sample.json --adversarial --json --language de");
    let shown: Vec<Value> = out.lines().map(json).collect();
    let of = |name: &str| shown.iter().find(|one| one["name"] == format!("sample{name}")).unwrap();
    assert_eq!((&of("")["used"], &of("")["card"]["language"]), (&Value::Bool(true), &"de".into()));
    assert_eq!(of(", unknown_key")["other"], json(r#"["/price/x-unknown","/x-unknown"]"#));
    assert_eq!(of(", null")["used"], false);
    assert!(of(", null")["why_not"].as_str().unwrap().contains("ISO 4217"));
    let spoken = desk.done("preview booking.hbs sample.json --speech --time-zone UTC");
    assert!(spoken.contains("Requested by Example Client.") && spoken.contains("Room: Blue salon."), "{spoken}");
    assert_eq!(json(&desk.done("preview booking.hbs sample.json --blocks"))["tier"], "high");
    assert_eq!(desk.run("preview booking.hbs sample.json --language xx").code, Some(2));
    assert!(desk.failed("preview booking.hbs sample.json --time-zone Nowhere").errors.contains("\nhint: "));
}

#[test]
fn a_fixture_that_reads_otherwise_fails_the_test() {
    let desk = Desk::new();
    desk.done("new --from sample.json --out booking.hbs");
    desk.write("booking.hbs", &desk.read("booking.hbs").replace("other: []", "other: [/note]"));
    let answer = desk.failed("test booking.hbs");
    assert!(answer.out.contains("sample:\n  en: the other details are [], and [/note] is expected"), "{}", answer.out);

    let examples = desk.path("examples");
    std::fs::create_dir(&examples).unwrap();
    desk.write("examples/short.json", r#"{"type":"room_booking"}"#);
    desk.write("schema.json", r#"{"required":["account"],"properties":{"room":{"type":"integer"}}}"#);
    let answer = desk.failed("test booking.hbs --examples examples --schema schema.json");
    assert!(answer.out.contains("does not fit the schema at \"/room\""), "{}", answer.out);
    assert!(answer.out.contains("\"account\" is a required property"), "{}", answer.out);
    assert!(answer.out.contains("0 of 2 passed"), "{}", answer.out);
    desk.write("none.hbs", "---\ntype: t\ntemplate_version: 1.0.0\nrisk_floor: low\nverb: Open a door\n---\n");
    assert!(desk.failed("test none.hbs").errors.contains("there is nothing to test\nhint: "));
}

#[test]
fn what_cannot_be_signed_is_named() {
    let desk = Desk::new();
    desk.done("sign --new-key publisher.pem");
    desk.done("new --from sample.json --out booking.hbs");
    let sign = "sign --issuer https://id.example/ --version 1 --out pack.jws";
    let errors = |arguments: &str| desk.failed(&format!("{sign} {arguments}")).errors;
    assert!(errors("--key sample.json booking.hbs").contains("sample.json is not a key in PEM\nhint: "));
    assert!(errors("--key publisher.pem booking.hbs --expires soon").contains("\"soon\" is no length of time\nhint: "));
    assert!(errors("--key publisher.pem booking.hbs --expires 400d").contains("at most 366 days"));
    assert!(errors("--key publisher.pem booking.hbs booking.hbs").contains("two templates of \"room_booking\""));
    desk.write("bad.hbs", &desk.read("booking.hbs").replace("critical: [", "critical: [\"/nowhere\", "));
    assert!(errors("--key publisher.pem bad.hbs").contains("error[E1] /nowhere: "));
    assert!(!Path::new(&desk.path("pack.jws")).exists());
    assert!(desk.failed("diff sample.json sample.json").errors.contains("neither a pack nor a template"));
    assert_eq!(desk.run("sign --key publisher.pem booking.hbs").code, Some(2));
}
