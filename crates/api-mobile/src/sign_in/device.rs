//! What a phone tells of itself.

use tessera_domain::{issue::FieldPath, session::Device};
use tessera_http::json::Fields;

const NAME: &str = "device";

/// Reads the member `device`, of which every part may be absent. None of it decides anything: the person recognises
/// the session by it.
pub fn read(fields: &mut Fields) -> Device {
    let Some(members) = fields.optional(NAME).object() else {
        return Device::default();
    };
    let mut parts = Fields::within(FieldPath::field(NAME), members);
    let mut part = |name| {
        parts
            .optional(name)
            .parsed(String::new(), |text| Device::check(&text).map(|()| text))
    };
    let device = Device {
        platform: part("platform"),
        app_version: part("appVersion"),
        build_version: part("buildVersion"),
        device_id: part("deviceId"),
    };
    for issue in parts.finish().err().into_iter().flatten() {
        fields.refuse(issue);
    }
    device
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn device(body: Value) -> Result<Device, Vec<String>> {
        let Value::Object(members) = body else {
            panic!("an object")
        };
        let mut fields = Fields::of(members);
        let device = read(&mut fields);
        let refused = |issues: Vec<_>| issues.iter().map(ToString::to_string).collect();
        fields.finish().map(|()| device).map_err(refused)
    }

    #[test]
    fn a_phone_tells_what_it_likes() {
        assert_eq!(device(json!({})), Ok(Device::default()));
        assert_eq!(device(json!({"device": {}})), Ok(Device::default()));
        let all = json!({"device": {
            "platform": "ios", "appVersion": "2.1.0", "buildVersion": "417", "deviceId": "9F2", "model": ["passed over"]
        }});
        let told = Device {
            platform: Some("ios".into()),
            app_version: Some("2.1.0".into()),
            build_version: Some("417".into()),
            device_id: Some("9F2".into()),
        };
        assert_eq!(device(all), Ok(told));
        let longest = "ü".repeat(Device::MAX);
        let told = device(json!({"device": {"platform": longest, "deviceId": ""}})).unwrap();
        assert_eq!(
            (told.platform, told.device_id),
            (Some(longest), Some(String::new()))
        );
    }

    #[test]
    fn what_no_phone_tells_is_refused_part_by_part() {
        let long = "x".repeat(Device::MAX + 1);
        let table = [
            (json!(null), "device: Expected object, received null"),
            (json!("ios"), "device: Expected object, received string"),
            (
                json!({"platform": null}),
                "device.platform: Expected string, received null",
            ),
            (
                json!({"appVersion": 2}),
                "device.appVersion: Expected string, received number",
            ),
            (
                json!({"buildVersion": ["1"]}),
                "device.buildVersion: Expected string, received array",
            ),
            (
                json!({"deviceId": long}),
                "device.deviceId: Must have at most 255 character(s)",
            ),
            (
                json!({"deviceId": "a\u{0}"}),
                "device.deviceId: Must not contain the NUL character",
            ),
        ];
        for (told, issue) in table {
            assert_eq!(device(json!({"device": told})), Err(vec![issue.into()]), "{told}");
        }
        let both = json!({"device": {"platform": 1, "deviceId": 2}});
        assert_eq!(device(both).unwrap_err().len(), 2, "all of them are told");
    }
}
