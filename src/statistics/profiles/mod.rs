//! 报表格式: the forms that come with the service.

mod http;

use crate::domain::profile::{Form, Profile};
use crate::domain::refusal::Text;
use crate::problem::{Fault, Problem};
use std::sync::OnceLock;
use utoipa_actix_web::service_config::ServiceConfig;

/// The form of a Fujian town, used when none is named.
pub const DEFAULT: &str = "FJ-TOWN";

const SHIPPED: &[&str] = &[
    include_str!("../../../data/profiles/FJ-TOWN.json"),
    include_str!("../../../data/profiles/HA-2020.json"),
    include_str!("../../../data/profiles/SX-2021.json"),
    include_str!("../../../data/profiles/ZJ-2019.json"),
    include_str!("../../../data/profiles/ZJ-2024.json"),
];

pub fn routes(routes: &mut ServiceConfig) {
    routes.service(http::list).service(http::show);
}

/// Every form, by id. A test reads all of them, so none is left out here.
pub fn all() -> &'static [Form] {
    static FORMS: OnceLock<Vec<Form>> = OnceLock::new();
    FORMS.get_or_init(|| {
        let read = |text: &&str| serde_json::from_str::<Profile>(text).ok().and_then(|form| Form::of(form).ok());
        SHIPPED.iter().filter_map(read).collect()
    })
}

pub fn find(id: &str) -> Option<&'static Form> {
    all().iter().find(|form| form.profile.id == id)
}

/// The form that a question names (422 when there is none).
pub fn asked(id: &str) -> Result<&'static Form, Problem> {
    find(id).ok_or_else(|| {
        let detail = Text::new(format!("没有报表格式 {id}"), format!("There is no report profile {id}"));
        Problem::invalid(vec![Fault::new("/query/profile", "unknown_profile", detail)])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_that_comes_with_the_service_holds() {
        for text in SHIPPED {
            let profile: Profile = serde_json::from_str(text).expect("is a profile");
            let id = profile.id.clone();
            if let Err(faults) = Form::of(profile) {
                panic!("{id}: {faults:#?}");
            }
        }
        assert_eq!(all().len(), SHIPPED.len());
        assert!(find(DEFAULT).is_some());
    }
}
