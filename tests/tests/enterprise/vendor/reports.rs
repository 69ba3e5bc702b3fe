//! "Reports and Analytics".

use super::{assert_success, on_a_fresh_start};
use serde_json::json;
use tessera_tests::mobile::text;

#[test]
fn dashboard_metrics() {
    on_a_fresh_start(|start| {
        for tag in ["Network Issues", "Software Bugs", "Hardware Problems"] {
            let more = json!({ "tags": [tag], "department_id": 1 });
            start.john.opens_with("Another one", more);
        }
        let printed = json!({
            "success": true,
            "data": {
                "metrics": {
                    "total_tickets": 1250,
                    "open_tickets": 89,
                    "in_progress_tickets": 45,
                    "resolved_tickets": 1100,
                    "closed_tickets": 16,
                    "avg_resolution_time": 4.2,
                    "sla_compliance": 94.5,
                    "customer_satisfaction": 4.3
                },
                "trends": {
                    "ticket_volume_trend": "+12%",
                    "resolution_time_trend": "-8%",
                    "satisfaction_trend": "+5%"
                },
                "top_categories": [
                    {"name": "Network Issues", "count": 45},
                    {"name": "Software Bugs", "count": 32},
                    {"name": "Hardware Problems", "count": 28}
                ]
            }
        });
        for who in [&start.john, &start.admin] {
            let reply = who
                .get("/reports/dashboard?period=30d&department_id=1")
                .expect(200);
            let answer = reply.json();
            assert_success(&answer, &printed, &[]);
            let (metrics, trends) = (&answer["data"]["metrics"], &answer["data"]["trends"]);
            let is = |name: &str| metrics[name].as_i64().expect("a whole number");
            let parts = [
                "open_tickets",
                "in_progress_tickets",
                "resolved_tickets",
                "closed_tickets",
            ];
            assert_eq!(
                parts.map(is).iter().sum::<i64>(),
                is("total_tickets"),
                "{metrics}"
            );
            for figure in ["avg_resolution_time", "sla_compliance", "customer_satisfaction"] {
                assert!(metrics[figure].is_f64(), "{figure} of {metrics}");
            }
            for (name, trend) in trends.as_object().expect("trends") {
                assert!(text(trend).ends_with('%'), "{name}: {trend}");
            }
        }
    });
}

/// The document prints no answer.
#[test]
fn performance_reports() {
    on_a_fresh_start(|start| {
        let query = "start_date=2023-11-01&end_date=2023-12-01&format=json";
        let reply = start
            .john
            .get(&format!("/reports/performance?{query}"))
            .expect(200);
        let printed = json!({
            "success": true,
            "data": {
                "period": { "start_date": "2023-11-01T00:00:00Z", "end_date": "2023-12-01T23:59:59Z" },
                "summary": {
                    "total_tickets": 0, "tickets_resolved": 0, "avg_response_time": 0.0, "avg_resolution_time": 0.0,
                    "first_contact_resolution": 0.0, "customer_satisfaction": 0.0, "sla_compliance": 100.0
                },
                "users": [],
                "departments": []
            }
        });
        assert_success(&reply.json(), &printed, &[]);
    });
}

const EXPORT: &str = "/reports/export?type=tickets&format=csv&filters=";

/// As browsers and the libraries of most languages send the printed address: quotes in percent signs, and braces too or not.
#[test]
fn export_data() {
    on_a_fresh_start(|start| {
        let ticket = start.john.opens_with("Resolved", json!({ "department_id": 1 }));
        start.john.opens_with("Open", json!({ "department_id": 1 }));
        start.admin.changes(&ticket, &json!({ "status": "resolved" }));
        for filters in [
            "{%22status%22:%22resolved%22,%22created_after%22:%222023-11-01%22}",
            "%7B%22status%22%3A%22resolved%22%2C%22created_after%22%3A%222023-11-01%22%7D",
        ] {
            let reply = start.admin.get(&format!("{EXPORT}{filters}")).expect(200);
            let kind = reply.header("content-type").unwrap_or_default();
            assert!(kind.starts_with("text/csv"), "{kind}");
            let table = reply.text();
            let number = text(&ticket["ticket_number"]);
            assert!(
                table.starts_with("id,ticket_number,title,") && table.contains(&number),
                "{table}"
            );
            assert!(!table.contains(",Open,"), "{table}");
        }
    });
}

/// A quote by itself is no part of an address, and what cannot be an address is refused before anything is read of it.
#[test]
fn the_printed_address_with_bare_quotes_is_refused() {
    on_a_fresh_start(|start| {
        let (host, access) = (start.app.address, &start.admin.access);
        let line = format!(r#"GET {EXPORT}{{"status":"resolved","created_after":"2023-11-01"}} HTTP/1.1"#);
        let bytes = format!("{line}\r\nHost: {host}\r\nAuthorization: Bearer {access}\r\n\r\n");
        let reply = start.app.raw(bytes.as_bytes());
        assert_eq!(reply.status, 400, "{}", reply.text);
        assert_eq!((reply.header("connection"), reply.body()), (Some("close"), ""));
    });
}
