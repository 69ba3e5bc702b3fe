//! Tickets with what stands around them, in a number of statements that does not depend on how much that is.

mod beside;
mod related;
mod timeline;

use super::{Repo, approvals, attachments, comment_sheets, filter, pages};
use crate::{reads::DossierReads, types::key};
use tessera_domain::{
    caller::Viewer,
    id::{TenantId, TicketId},
    listing::{Direction, Page, Window},
};
use tessera_ports::{
    StoreResult,
    queries::{DossierLimits, TicketDossier, TimelineEntry, TimelineWanted},
};

impl DossierReads for Repo<'_> {
    fn dossier(
        &mut self,
        tenant: TenantId,
        viewer: &Viewer,
        number: i64,
        limits: &DossierLimits,
    ) -> StoreResult<Option<TicketDossier>> {
        let wanted = filter::numbered(tenant, &viewer.sight, number);
        let Some(mut sheet) = pages::bare(self, wanted, viewer)?.pop() else {
            return Ok(None);
        };
        let ticket = sheet.ticket.id;
        let first = |limit| Window { offset: 0, limit };
        let comments = comment_sheets::under(self, tenant, viewer, key(ticket), first(limits.comments))?;
        let files = attachments::under(self, tenant, viewer, key(ticket), first(limits.attachments))?;
        let beside = beside::of(self, tenant, ticket, &comments)?;
        sheet.tags = beside.tags;
        sheet.assignees.extend(beside.further);
        let last = TimelineWanted {
            direction: Direction::Descending,
            behind: None,
            limit: limits.timeline,
        };
        Ok(Some(TicketDossier {
            comments: Page {
                total: sheet.comments,
                items: comment_sheets::assembled(comments, beside.comments)?,
                next: None,
            },
            attachments: Page {
                total: sheet.attachments,
                items: files,
                next: None,
            },
            approval: approvals::newest(self, tenant, ticket)?,
            timeline: timeline::of(self, tenant, viewer, ticket, &last)?,
            related: related::to(self, viewer, &sheet, limits.related)?,
            sheet,
        }))
    }

    fn of_ticket(
        &mut self,
        tenant: TenantId,
        viewer: &Viewer,
        ticket: TicketId,
        wanted: &TimelineWanted,
    ) -> StoreResult<Vec<TimelineEntry>> {
        timeline::of(self, tenant, viewer, ticket, wanted)
    }
}
