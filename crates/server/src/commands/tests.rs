use super::*;
use clap::{CommandFactory, error::ErrorKind};

fn parse(line: &str) -> Result<Cli, clap::Error> {
    Cli::try_parse_from(line.split_whitespace())
}

#[test]
fn the_command_line_is_consistent() {
    Cli::command().debug_assert();
}

#[test]
fn everything_that_is_documented_is_understood() {
    for line in [
        "tessera serve",
        "tessera serve --dev --bind 127.0.0.1:9000 --data-dir /tmp/x --log debug",
        "tessera --config t.toml serve --tenant acme",
        "tessera migrate",
        "tessera migrate --check",
        "tessera migrate --down 2",
        "tessera import jira ./issues --tenant acme --json",
        "tessera token create --kind api-key --user robin --tenant acme --description x --expires-in 30 --json",
        "tessera user create robin --role technician --email r@example.com --first-name R --last-name S --password-stdin --json",
        "tessera user list --tenant acme --json",
        "tessera user disable robin --tenant acme --json",
        "tessera user enable robin",
        "tessera user password robin",
        "tessera user password robin --tenant acme --password-stdin --json",
        "tessera user unlock robin --json",
        "tessera user create robin --department 2",
        "tessera user department robin Software --tenant acme --json",
        "tessera user department robin none",
        "tessera department create Software --manager robin --tenant acme --json",
        "tessera department list --tenant acme --json",
        "tessera department set Software --name Data --manager robin --tenant acme --json",
        "tessera department set 2 --no-manager",
        "tessera department delete 2 --tenant acme --json",
        "tessera tenant create acme --name Acme --json",
        "tessera tenant create acme --name Acme --host t.acme.example --enrol-domain acme.example --enrol-role user",
        "tessera tenant list --json",
        "tessera tenant set acme --host t.acme.example --suspend",
        "tessera tenant set acme --no-host --no-enrolment --resume --json",
        "tessera tenant set acme --enrol-domain a.example --enrol-domain b.example",
        "tessera token list",
        "tessera token list --user robin --tenant acme --limit 1000 --json",
        "tessera token revoke 0196a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b --tenant acme --json",
        "tessera token create --kind integration --user robin --name Shop",
        "tessera token create --kind integration --user robin --name Shop --description x --per-hour 1000000 --expires-in 30 --tenant acme --json",
        "tessera token list --kind integration --user robin --json",
        "tessera token set 0196a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b --name Shop --per-hour 1 --no-description --no-end --json",
        "tessera token disable 0196a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b --tenant acme --json",
        "tessera token enable 0196a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b",
        "tessera token regenerate 0196a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b --json",
        "tessera token delete 0196a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b --json",
        "tessera tenant set acme --record-bodies true",
        "tessera tenant set acme --record-bodies false --json",
        "tessera openapi",
        "tessera openapi integration",
        "tessera openapi mobile",
        "tessera openapi --write openapi",
        "tessera check --database-url sqlite://x.db",
        "tessera backup copy.db",
    ] {
        assert!(parse(line).is_ok(), "{line}: {:?}", parse(line).err());
    }
}

#[test]
fn a_wrong_question_is_refused() {
    for line in [
        "tessera serve --port 80",
        "tessera migrate --check --down 1",
        "tessera migrate --down 0",
        "tessera import github ./x",
        "tessera import jira",
        "tessera token create --user admin",
        "tessera token create --kind password --user admin",
        "tessera token create --kind api-key --user admin --expires-in 0",
        "tessera user create robin --role king",
        "tessera user disable",
        "tessera user password",
        "tessera user department robin",
        "tessera department create",
        "tessera department set Software",
        "tessera department set Software --manager robin --no-manager",
        "tessera department delete",
        "tessera tenant create acme",
        "tessera tenant set acme",
        "tessera tenant set acme --suspend --resume",
        "tessera tenant set acme --host a.example --no-host",
        "tessera tenant set acme --enrol-role user",
        "tessera tenant set acme --enrol-domain a.example --enrol-role super_admin",
        "tessera tenant set acme --enrol-domain a.example --no-enrolment",
        "tessera token list --limit 0",
        "tessera token revoke",
        "tessera token create --kind integration --user robin",
        "tessera token create --kind integration --user robin --name Shop --per-hour 0",
        "tessera token create --kind integration --user robin --name Shop --per-hour 1000001",
        "tessera token list --kind password",
        "tessera token set 0196a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b",
        "tessera token set 0196a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b --no-end --expires-in 1",
        "tessera token disable",
        "tessera token regenerate",
        "tessera token delete",
        "tessera tenant set acme --record-bodies",
        "tessera tenant set acme --record-bodies maybe",
        "tessera openapi mobile --write x",
        "tessera backup",
    ] {
        assert_eq!(
            parse(line).map(|_| ()).map_err(|error| error.exit_code()),
            Err(2),
            "{line}"
        );
    }
}

#[test]
fn help_shows_examples_for_every_command() {
    fn walk(command: &mut clap::Command, path: &str) {
        let path = format!("{path} {}", command.get_name());
        let has_parts = command.get_subcommands().any(|part| part.get_name() != "help");
        if !has_parts {
            let help = command.render_long_help().to_string();
            assert!(help.contains("Examples:"), "{path}");
        }
        for part in command
            .get_subcommands_mut()
            .filter(|part| part.get_name() != "help")
        {
            walk(part, &path);
        }
    }
    walk(&mut Cli::command(), "");
    assert_eq!(
        parse("tessera").unwrap_err().kind(),
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
    );
}
