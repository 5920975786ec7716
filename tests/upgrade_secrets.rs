//! No secret reaches the output of `migrate`, `rebase` and `adopt`, and what is written has all of them.

use std::fs;
use std::process::Command;

const FILE: &str = "\
platform:
  mongodb:
    auth: {rootPassword: hunter1}
    token: |
      hunter2
      hunter3
    uri: mongodb://u:hunter4@h/db
  bootstrap:
    database:
      mongodb:
        auth:
          rootPassword: hunter5
  gateway:
    replicaCount: 5
    extraEnvVars:
    - name: DB_PASSWORD
      value: hunter6
idp:
  secret: hunter7
gitops:
  license:
    ng: hunter8
cd:
  gitops:
    license:
      ng: hunter9
";

#[test]
fn secrets_are_masked_in_every_format_and_written_whole() {
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("site.yaml"), FILE).unwrap();
    let migrate = ["migrate", "site.yaml", "--from", "0.8.0", "--to", "0.45.0"];
    let rebase = ["rebase", "site.yaml", "--base", "small@0.35.0", "--onto", "medium"];
    let adopt = ["adopt", "site.yaml"];
    for (number, command) in [&migrate[..], &rebase[..], &adopt[..]].into_iter().enumerate() {
        for extra in [&[][..], &["--format", "json"], &["-o"]] {
            let mut process = Command::new(env!("CARGO_BIN_EXE_smpgen"));
            process.args(command).args(extra).current_dir(directory.path()).env_remove("SMPGEN_CATALOG");
            let name = format!("out-{number}.yaml");
            if extra == ["-o"] {
                process.arg(&name);
            }
            let output = process.output().unwrap();
            assert_ne!(output.status.code(), Some(2), "{command:?} {}", String::from_utf8_lossy(&output.stderr));
            for stream in [&output.stdout, &output.stderr] {
                let text = String::from_utf8_lossy(stream);
                assert!(!text.contains("hunter"), "{command:?} {extra:?}: {text}");
            }
            if extra == ["-o"] {
                let written = fs::read_to_string(directory.path().join(&name)).unwrap();
                for number in 1..=9 {
                    assert!(written.contains(&format!("hunter{number}")), "{command:?} hunter{number}\n{written}");
                }
            }
        }
    }
    assert_eq!(fs::read_to_string(directory.path().join("site.yaml")).unwrap(), FILE);
}
