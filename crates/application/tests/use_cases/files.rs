//! Files under tickets, over mocks of the database and a store that keeps them in memory.

mod attach;
mod change;
mod fetch;
mod shelf;
mod upkeep;

use super::stage::{app_with, me, now, queries::nobody, tenant, ticket, ticket_id};
use shelf::{Shelf, Stamp};
use std::sync::Arc;
use tessera_application::{
    Application,
    files::{FilePlace, FilePolicy, FileStore, Files, Scanner},
};
use tessera_domain::{
    attachment::{Attachment, Content, ContentType, FileName, Media, ScanState},
    comment::Audience,
    id::FileId,
};
use tessera_ports::{attachments::AttachmentSheet, queries::MockQueries, tx::MockTx, world::MockSecrets};
use uuid::Uuid;

/// An application that keeps its files on that shelf.
fn app(tx: MockTx, shelf: &Arc<Shelf>) -> Application {
    app_reading(tx, nobody(), shelf)
}

/// The same with what its query ports find.
fn app_reading(tx: MockTx, queries: MockQueries, shelf: &Arc<Shelf>) -> Application {
    let store: Arc<dyn FileStore> = Arc::<Shelf>::clone(shelf);
    let files = Files {
        store,
        scanner: None,
        signer: Arc::new(Stamp),
        policy: FilePolicy::default(),
    };
    Application {
        files,
        ..app_with(tx, Arc::new(queries), Arc::new(MockSecrets::new()))
    }
}

/// The same application, with a scanner.
fn scanned_by(app: Application, scanner: impl Scanner + 'static) -> Application {
    let files = Files {
        scanner: Some(Arc::new(scanner)),
        ..app.files
    };
    Application { files, ..app }
}

fn file(n: u128) -> FileId {
    Uuid::from_u128(n).into()
}

/// Where the tenant's file of that number is.
fn place(n: u128) -> FilePlace {
    FilePlace {
        tenant: tenant(),
        file: file(n),
    }
}

/// An attachment that the caller brought, with the file 70.
fn attachment(scan: ScanState) -> Attachment {
    let name = FileName::from_sent("report.txt");
    Attachment {
        tenant: tenant(),
        id: Uuid::from_u128(60).into(),
        number: 6,
        ticket: ticket_id(),
        comment: None,
        media: Media {
            day: now().date(),
            name: name.served(),
        },
        content_type: ContentType::of(&name, Content::Text),
        name,
        file: file(70),
        size: 5,
        sha256: [7; 32],
        audience: Audience::Public,
        description: None,
        uploaded_by: me(),
        created_at: now(),
        scan,
        version: 3,
    }
}

fn sheet(attachment: Attachment) -> AttachmentSheet {
    AttachmentSheet {
        attachment,
        ticket_number: ticket().number,
        uploaded_by: None,
    }
}
