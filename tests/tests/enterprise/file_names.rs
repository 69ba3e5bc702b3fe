//! A-FL-3: hostile names of files come back harmless.

use crate::scene::with_scene;
use serde_json::json;
use tessera_tests::{
    enterprise::{download_path, errors, file},
    kanban::inside,
    mobile::text,
};

#[test]
fn a_fl_3_hostile_names_come_back_harmless() {
    with_scene(|scene| {
        let ticket = scene.robin.opens("A ticket");
        let names = [
            "../../etc/passwd.txt",
            "..\\..\\boot.txt",
            "/etc/shadow.txt",
            "C:\\fakepath\\a.txt",
            ".hidden.txt",
            "con.txt",
            "nul.txt",
            "-rf.txt",
            "~root.txt",
            "$(reboot).txt",
            "`reboot`.txt",
            "a\u{202e}gnp.txt",
            "🎫 ticket.txt",
            "a%00.png",
            "a%0d%0aSet-Cookie: x=y.txt",
            "a%2e%2e%2fb.txt",
            "'; DROP TABLE x;--.txt",
            "a\u{301}.txt",
            "\u{301}\u{302}.txt",
            "..a...txt",
            "trailing .txt ",
            "<script>.txt",
            "name;filename=b.txt",
            "a&b=c?d#e.txt",
            "x\u{7f}.txt",
            "a/b/c.txt",
            &format!("{}.txt", "n".repeat(251)),
            &format!("{}.txt", "🎫".repeat(100)),
        ];
        let mut taken = 0;
        for name in names {
            let reply = scene.robin.uploads(&ticket, &file(name, b"the bytes"));
            if reply.status == 400 {
                // What is left of the name says no type that is taken, or a head that holds it is none.
                let told = errors(&reply);
                assert!(
                    ["file", "request"].contains(&text(&told[0]["field"]).as_str()),
                    "{name:?}"
                );
                continue;
            }
            taken += 1;
            let made = reply.expect(201).json()["data"].clone();
            let told = text(&made["filename"]);
            assert!(
                !told.is_empty() && told.len() <= 255 && !told.contains(['/', '\\', '\r', '\n', '\0']),
                "{name:?}: {told:?}"
            );
            assert!(!told.starts_with('.') && told != "..", "{name:?}: {told:?}");
            let own = inside(&made["upload_url"]);
            assert!(own.bytes().all(|byte| byte.is_ascii_graphic()), "{name:?}: {own}");
            assert_eq!(own.matches('/').count(), 3, "{name:?}: {own}");
            for path in [download_path(&made), own] {
                let reply = scene.robin.get(&path);
                assert_eq!(
                    (reply.status, reply.text()),
                    (200, "the bytes".into()),
                    "{name:?}: {path}"
                );
                let disposition = reply.header("content-disposition").unwrap_or_default().to_owned();
                assert!(
                    disposition.is_ascii() && disposition.matches('"').count() <= 2,
                    "{name:?}: {disposition}"
                );
                assert!(reply.header("set-cookie").is_none(), "{name:?}");
            }
        }
        assert!(taken >= 20, "only {taken} of {} names were taken", names.len());
    });
}

#[test]
fn two_files_of_one_name_are_two() {
    with_scene(|scene| {
        let ticket = scene.robin.opens("A ticket");
        let made = [b"one", b"two"].map(|bytes| scene.robin.attaches(&ticket, "same.txt", bytes));
        for (file, bytes) in made.iter().zip([b"one", b"two"]) {
            assert_eq!(file["filename"], json!("same.txt"));
            assert_eq!(scene.robin.get(&download_path(file)).expect(200).body, bytes);
        }
        assert_ne!(made[0]["upload_url"], made[1]["upload_url"]);
    });
}
