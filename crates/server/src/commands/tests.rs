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
        "tessera tenant create acme --name Acme --json",
        "tessera openapi",
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
        "tessera tenant create acme",
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
