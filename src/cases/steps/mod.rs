//! 程序步骤 (steps): what all steps share. A step is a noun: a folder that says what it holds and what must be true before it is taken.
//! Everything else (routes, replay, officers, journal, order, rows) is here, once.

pub mod figures;
pub mod gates;
pub mod next;
pub mod nouns;
pub mod store;

use super::deadlines;
use super::file::CaseFile;
use super::links;
use super::model::Case;
use super::parties::model::CaseParty;
use super::recusals::{self, Official};
use super::store as cases;
use crate::acts::officers_of_act;
use crate::acts::store::qualifications;
use crate::db::{Recorded, Tx, View};
use crate::domain::act::{Earlier, in_order, moment_not_in_the_future, not_in_the_future};
use crate::domain::actor::Actor;
use crate::domain::coercion::CoercionKind;
use crate::domain::day::legal_date;
use crate::domain::enforcement::NightHours;
use crate::domain::ids::{CaseId, CaseStepId, OfficerId};
use crate::domain::posting::{Subject, SubjectKind, of_coercive_act};
use crate::domain::refusal::{Refusal, Refusals, Rule};
use crate::domain::stage::{Stage, Step};
use crate::http::{Reply, again, digest};
use crate::journal::entry::Entry;
use crate::journal::kind::Kind;
use crate::ledger;
use crate::problem::{Fault, Problem};
use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use serde::de::DeserializeOwned;
use store::Taken;

/// What the client calls a step, if it names it.
pub trait Named {
    fn id(&self) -> Option<CaseStepId>;
}

/// What is recorded when a step is taken, and the rules that are about it.
pub trait StepContent: Named + Serialize + DeserializeOwned + Clone + Send + 'static {
    const STEP: Step;

    /// The legal date by which it counts, and the member that states it.
    fn happened_on(&self) -> (NaiveDate, &'static str);
    /// Those who took the step as officers; each is held to a certificate of that day. `None` where it is no act of officers.
    fn officers(&self) -> Option<&[OfficerId]> {
        None
    }
    /// What must be true of the case before anybody takes the step, whatever it will hold.
    fn may_be_taken(file: &CaseFile, refusals: &mut Refusals);
    /// What must be true of this one.
    fn judge(&self, file: &CaseFile, refusals: &mut Refusals);
    /// Further moments that must have come, each with the member that states it.
    fn moments(&self) -> Vec<(DateTime<Utc>, &'static str)> {
        Vec::new()
    }
    /// Further days that must have come.
    fn days(&self) -> Vec<(NaiveDate, &'static str)> {
        Vec::new()
    }
    /// 行政强制: the step is an act of its own in the figures.
    fn coercion(&self) -> Option<CoercionKind> {
        None
    }
    /// The hours of the day in which it may be done.
    fn judge_hours(&self, _: &CaseFile, _: NightHours, _: &mut Refusals) {}
    /// Whether the one who records it stands far enough from the case.
    fn judge_author(_: &CaseFile, _: &Actor, _: &mut Refusals) {}
    /// Officers it names besides those who took it, each one of this agency's, with the members that name them.
    fn named_officers(&self) -> Vec<(OfficerId, String)> {
        Vec::new()
    }
    /// Who acts in it without being held to a certificate: who chairs, reviews, writes down.
    fn officials(&self) -> Vec<Official> {
        Vec::new()
    }
    /// Where it leads when that depends on what it holds; `lawful` is what the table of steps says.
    fn leads_to(&self, _: &CaseFile, lawful: Stage) -> Stage {
        lawful
    }
    /// The case as it is afterwards, when more than its stage changes.
    fn moves(&self, _: &CaseFile, case: Case) -> Case {
        case
    }
    /// The parties as they are afterwards, where they change.
    fn parties(&self, _: &CaseFile) -> Option<Vec<CaseParty>> {
        None
    }
    /// Values that are wrong, whatever the case.
    fn faults(&self, _: NaiveDate) -> Vec<Fault> {
        Vec::new()
    }
    /// What it writes besides, under the same entry.
    fn follows(&self, _: &mut Tx, _: &CaseFile, _: &Taken) -> Result<(), Problem> {
        Ok(())
    }
    /// With what registers outside the case say of what it names.
    fn looked_up(self, _: &mut Tx, _: &CaseFile, _: &mut Refusals) -> Result<Self, Problem> {
        Ok(self)
    }
    /// With what follows from the file and from the law, so that it is kept with the step.
    fn completed(self, _: &CaseFile) -> Self {
        self
    }
}

/// Takes a step: all reasons against it at once, or its row, the case that it moves, and its entry.
pub fn take<C, R>(tx: &mut Tx, case: CaseId, new: &C) -> Result<Recorded<Reply>, Problem>
where
    C: StepContent,
    R: Serialize + for<'f> From<(Taken, C, &'f CaseFile)>,
{
    let file = match opened::<C, R>(tx, case, new)? {
        Opened::Now(file) => file,
        Opened::Before(answer) => return Ok(answer),
    };
    let faults = new.faults(tx.today());
    if !faults.is_empty() {
        return Err(Problem::invalid(faults));
    }
    let mut refusals = Refusals::default();
    let whole = new.clone().looked_up(tx, &file, &mut refusals)?.completed(&file);
    let taken = Taken { content: store::content(&whole)?, ..judged(tx, &file, new, refusals)? };
    new.follows(tx, &file, &taken)?;
    if let Some(kind) = whole.coercion() {
        let subject = Subject { kind: SubjectKind::CoerciveAct, id: taken.id.uuid() };
        ledger::open(tx, subject, &of_coercive_act(kind, taken.happened_on))?;
    }
    let reply = R::from((taken.clone(), whole, &file));
    let mut file = written(tx, file, new, &taken)?;
    cases::settle_file(tx, &file)?;
    deadlines::tell(tx, &mut file)?;
    record(tx, &taken, &reply)
}

/// Writes the step and what it changes of the case. The file as it is afterwards.
fn written<C: StepContent>(tx: &mut Tx, file: CaseFile, new: &C, taken: &Taken) -> Result<CaseFile, Problem> {
    let moved = moved(&file, taken, new); // what is kept of it may be masked
    store::insert(tx, &file, &moved, taken)?;
    let parties = new.parties(&file);
    if let Some(parties) = &parties {
        cases::change_parties(tx, &file.case, &moved, taken.happened_on, parties.clone())?;
    }
    let hands_over = moved.officer_revision > file.case.officer_revision;
    if hands_over {
        let officers = new.officers().unwrap_or_default().iter().copied();
        let certified: Vec<_> = officers.zip(taken.certificates.iter().copied().map(Some)).collect();
        cases::add_officers(tx, moved.id, moved.officer_revision, &certified)?;
    }
    let mut file = file.with_step(moved, taken);
    if let Some(parties) = parties {
        file.parties = parties;
    }
    if hands_over {
        file.handlers = cases::handlers(tx, &file.case)?;
    }
    Ok(file)
}

/// A case that a step is wanted in.
pub enum Opened {
    /// Its file; nobody else moves the case until the transaction ends.
    Now(CaseFile),
    /// The step was taken under this id before: the same again is answered as it is.
    Before(Recorded<Reply>),
}

pub fn opened<C, R>(tx: &mut Tx, case: CaseId, new: &C) -> Result<Opened, Problem>
where
    C: StepContent,
    R: Serialize + for<'f> From<(Taken, C, &'f CaseFile)>,
{
    let case = cases::lock(tx, case)?;
    let before = new.id().map(|id| store::find_own(tx, C::STEP, id)).transpose()?.flatten();
    let file = store::file(tx, case)?;
    let Some(existing) = before else { return Ok(Opened::Now(file)) };
    let same = existing.content_digest == digest(new)? && existing.case == file.case.id;
    let kept: C = serde_json::from_value(existing.content.clone()).map_err(Problem::internal)?;
    let reply = Reply::one(1, &R::from((existing, kept, &file)))?;
    again(tx, same, reply).map(Opened::Before)
}

/// Its entry in the journal of the case.
pub fn record(tx: &mut Tx, taken: &Taken, reply: &impl Serialize) -> Result<Recorded<Reply>, Problem> {
    let told = Told { step: taken.step, reply };
    let entry = Entry::new(Kind::CaseStepTaken, taken.id.uuid(), &told).in_case(taken.case);
    let place = format!("/api/v1/cases/{}/{}", taken.case, taken.step.resource());
    tx.record(entry, Reply::created(place, 1, reply)?)
}

/// The case after the step. One that is opened again is not closed any more.
fn moved<C: StepContent>(file: &CaseFile, taken: &Taken, new: &C) -> Case {
    let case = &file.case;
    let closed_on = case.closed_on.filter(|_| taken.stage == Stage::Closed);
    let procedure = case.stage.procedure_after(C::STEP, case.procedure);
    new.moves(file, Case { stage: taken.stage, procedure, closed_on, ..case.clone() })
}

/// The body of the entry: the reply, and which step it is of.
#[derive(Serialize)]
struct Told<'a, R> {
    step: Step,
    #[serde(flatten)]
    reply: &'a R,
}

/// By whom and when a step is judged, and when it is night.
#[derive(Debug)]
pub struct Around<'a> {
    pub actor: &'a Actor,
    pub now: DateTime<Utc>,
    pub night: NightHours,
}

/// The stage that a step leads to, with everything that stands against it but who its officers are. Pure.
pub fn judge<C: StepContent>(file: &CaseFile, new: &C, around: &Around, refusals: &mut Refusals) -> Stage {
    links::against_any(file, refusals);
    let (day, member) = new.happened_on();
    let today = legal_date(around.now);
    let stage = refusals.check_all(file.after(C::STEP)).map(|lawful| new.leads_to(file, lawful));
    C::may_be_taken(file, refusals);
    new.judge(file, refusals);
    new.judge_hours(file, around.night, refusals);
    C::judge_author(file, around.actor, refusals);
    refusals.check(not_in_the_future(day, today, member));
    refusals.check(in_order(Earlier::filing(file.case.filed_on), day, member));
    for (day, member) in new.days() {
        refusals.check(not_in_the_future(day, today, member));
    }
    for (moment, member) in new.moments() {
        refusals.check(moment_not_in_the_future(moment, around.now, member));
    }
    recusals::against_acting(file, new.officers().unwrap_or_default(), &new.officials(), day, refusals);
    recusals::against_author(file, around.actor, refusals);
    stage.unwrap_or(file.case.stage)
}

/// The step as it is taken, or everything that stands against it, besides what was found already.
pub fn judged<C: StepContent>(tx: &mut Tx, file: &CaseFile, new: &C, mut refusals: Refusals) -> Result<Taken, Problem> {
    let (day, _) = new.happened_on();
    let around = Around { actor: &tx.actor, now: tx.now, night: tx.night() };
    let stage = judge(file, new, &around, &mut refusals);
    let certificates = match new.officers() {
        Some(officers) => officers_of_act(tx, officers, day, &mut refusals)?,
        None => Vec::new(),
    };
    refusals.check_all(of_this_agency(tx, &new.named_officers())?);
    refusals.into_result()?;
    let id = new.id().unwrap_or_else(|| CaseStepId::from_uuid(tx.mint()));
    Ok(Taken {
        stage,
        happened_on: day,
        certificates,
        content: store::content(new)?,
        content_digest: digest(new)?,
        ..Taken::by_actor(tx, C::STEP, id, &file.case)
    })
}

/// Whom a step names besides those who took it.
fn of_this_agency(tx: &mut Tx, concerned: &[(OfficerId, String)]) -> Result<Result<(), Vec<Refusal>>, Problem> {
    let mut refusals = Refusals::default();
    if !concerned.is_empty() {
        let ids: Vec<OfficerId> = concerned.iter().map(|(officer, _)| *officer).collect();
        let agency = tx.actor.agency;
        let known = qualifications(tx, agency, &ids)?;
        for (_, at) in concerned.iter().filter(|(officer, _)| !known.contains_key(officer)) {
            refusals.add(Refusal::of(Rule::OfficerOfAnotherAgency).at(at.clone()));
        }
    }
    Ok(refusals.into_result())
}

/// The steps of one noun, in order.
pub fn list<C, R>(view: &mut View, case: CaseId) -> Result<Reply, Problem>
where
    C: StepContent,
    R: Serialize + for<'f> From<(Taken, C, &'f CaseFile)>,
{
    let case = cases::find(view, case)?;
    let taken = store::of_case(view, &case, C::STEP)?;
    let file = store::file(view, case)?;
    let all: Result<Vec<R>, Problem> = taken
        .into_iter()
        .map(|taken| {
            let content = serde_json::from_value(taken.content.clone()).map_err(Problem::internal)?;
            Ok(R::from((taken, content, &file)))
        })
        .collect();
    Reply::page(&all?, None)
}

/// A noun: what it holds, how it is shown, and its two routes. `shows` names what is worked out from it
/// and from the file for its readers.
macro_rules! step_noun {
    ($(#[$doc:meta])*
    $content:ident, $reply:ident, $page:ident, $step:ident by $may:ident at $path:literal as $tag:literal, $create:literal, $list:literal {
        $($(#[$attr:meta])* $field:ident: $type:ty,)+
    } $(shows { $($(#[$shown_attr:meta])* $shown:ident: $shown_type:ty = $compute:path,)+ })?) => {
        $(#[$doc])*
        #[derive(Debug, Clone, ::serde::Serialize, ::serde::Deserialize, ::utoipa::ToSchema)]
        #[serde(deny_unknown_fields)]
        pub struct $content {
            #[serde(default, skip_serializing_if = "Option::is_none")]
            id: Option<$crate::domain::ids::CaseStepId>,
            $($(#[$attr])* pub $field: $type,)+
        }

        impl $crate::cases::steps::Named for $content {
            fn id(&self) -> Option<$crate::domain::ids::CaseStepId> {
                self.id
            }
        }

        $(#[$doc])*
        #[derive(Debug, ::serde::Serialize, ::utoipa::ToSchema)]
        pub struct $reply {
            id: $crate::domain::ids::CaseStepId,
            case_id: $crate::domain::ids::CaseId,
            $($(#[$attr])* $field: $type,)+
            $($($(#[$shown_attr])* $shown: $shown_type,)+)?
            /// The certificates that qualified the officers, in the same order; empty where none act.
            certificate_ids: Vec<$crate::domain::ids::CertificateId>,
            author_id: $crate::domain::ids::AccountId,
            entry_id: $crate::domain::ids::EntryId,
            recorded_at: ::chrono::DateTime<::chrono::Utc>,
        }

        $crate::http::page_reply!($page of $reply);

        impl From<($crate::cases::steps::store::Taken, $content, &$crate::cases::file::CaseFile)> for $reply {
            fn from(
                (taken, content, file): ($crate::cases::steps::store::Taken, $content, &$crate::cases::file::CaseFile),
            ) -> Self {
                let _ = file; // for what is shown besides
                Self {
                    id: taken.id,
                    case_id: taken.case,
                    $($($shown: $compute(&content, file),)+)?
                    $($field: content.$field,)+
                    certificate_ids: taken.certificates,
                    author_id: taken.author,
                    entry_id: taken.entry_id,
                    recorded_at: taken.recorded_at,
                }
            }
        }

        mod http {
            use super::{$content, $page, $reply};
            use $crate::auth::Authorized;
            use $crate::cases::steps;
            use $crate::db::Db;
            use $crate::domain::ids::CaseId;
            use $crate::domain::permission::may::{$may, ReadCases};
            use $crate::http::{IdempotencyKeyHeader, Once, Refusals, Reply};
            use $crate::problem::Problem;
            use actix_web::web::{Data, Path};
            use actix_web::{get, post};

            $(#[$doc])*
            #[utoipa::path(tag = $tag, operation_id = $create, security(("bearer" = [])),
                request_body = $content, params(("case_id" = inline(CaseId), Path), IdempotencyKeyHeader),
                responses((status = 201, body = $reply), (status = 200, body = $reply), Refusals))]
            #[post($path)]
            pub async fn create(
                db: Data<Db>,
                caller: Authorized<$may>,
                case: Path<CaseId>,
                once: Once<$content>,
            ) -> Result<Reply, Problem> {
                once.write(&db, &caller.actor, move |tx, new| steps::take::<$content, $reply>(tx, *case, new)).await
            }

            /// In the order in which they were recorded.
            #[utoipa::path(tag = $tag, operation_id = $list, security(("bearer" = [])),
                params(("case_id" = inline(CaseId), Path)), responses((status = 200, body = $page), Refusals))]
            #[get($path)]
            pub async fn list(
                db: Data<Db>,
                caller: Authorized<ReadCases>,
                case: Path<CaseId>,
            ) -> Result<Reply, Problem> {
                db.read(&caller.actor, move |view| steps::list::<$content, $reply>(view, *case)).await
            }
        }

        pub fn routes(routes: &mut ::utoipa_actix_web::service_config::ServiceConfig) {
            routes.service(http::create).service(http::list);
        }
    };
}
pub(crate) use step_noun;
