//! Who may call what, as the handlers themselves demand it: each is called once, without a server, and tells.

use super::each_operation;
use crate::auth::Demands;
use crate::domain::permission::Permission;
use actix_web::dev::Service as _;
use actix_web::http::Method;
use actix_web::test::{TestRequest, init_service};
use actix_web::{App, rt};
use serde_json::{Value, json};
use std::collections::HashMap;
use utoipa_actix_web::AppExt as _;
use utoipa_actix_web::service_config::ServiceConfig;

/// The handlers that the document describes.
pub type Routes = fn(&mut ServiceConfig);

/// An operation: its path and its method in small letters.
type Operation = (String, String);

/// Writes into each operation the permission it demands, the roles that have it, and words that say so.
pub fn write(document: &mut Value, routes: Routes) {
    let demanded = demanded(document, routes);
    each_operation(document, |path, method, operation| {
        let words = match demanded.get(&(path.to_owned(), method.to_owned())) {
            Some(permission) => {
                operation.insert("x-permission".into(), json!(permission.code()));
                operation.insert("x-roles".into(), json!(permission.roles()));
                in_words(*permission)
            }
            None => "无须登录。 · No log-in is needed.".to_owned(),
        };
        let told = operation.get("description").and_then(Value::as_str).unwrap_or_default();
        let description = if told.is_empty() { words } else { format!("{told}\n\n{words}") };
        operation.insert("description".into(), json!(description));
    });
}

fn in_words(permission: Permission) -> String {
    let (code, roles) = (permission.code(), permission.roles());
    let labels: Vec<&str> = roles.iter().map(|role| role.label_zh()).collect();
    let names: Vec<&str> = roles.iter().map(|role| role.as_str()).collect();
    format!("权限 `{code}`:{}。 · Permission `{code}`: {}.", labels.join("、"), names.join(", "))
}

/// The demands of all handlers. They are asked on a thread of their own, for the caller may be on a server's.
fn demanded(document: &mut Value, routes: Routes) -> HashMap<Operation, Permission> {
    let mut operations = Vec::new();
    each_operation(document, |path, method, _| operations.push((path.to_owned(), method.to_owned())));
    let asking = std::thread::spawn(move || rt::System::new().block_on(ask(operations, routes)));
    asking.join().expect("every handler can be asked")
}

async fn ask(operations: Vec<Operation>, routes: Routes) -> HashMap<Operation, Permission> {
    let demands = Demands::default();
    let (service, _) = App::new().app_data(demands.clone()).into_utoipa_app().configure(routes).split_for_parts();
    let service = init_service(service).await;
    let mut found = HashMap::new();
    for (path, method) in operations {
        let name = Method::from_bytes(method.to_uppercase().as_bytes()).expect("the document names methods");
        let request = TestRequest::with_uri(&path.replace(['{', '}'], "_")).method(name).to_request();
        // The answer is of no interest: nothing is connected.
        drop(service.call(request).await);
        if let Some(permission) = demands.take() {
            found.insert((path, method), permission);
        }
    }
    found
}
