"""The areas of an open database, each with the SQL of one matter."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from crmcli import clock
from crmcli.database.connection import Database

if TYPE_CHECKING:
    from crmcli.queries.absences import Absences
    from crmcli.queries.alarms import Alarms
    from crmcli.queries.appointments import Appointments
    from crmcli.queries.attachments import Attachments
    from crmcli.queries.campaigns import Campaigns
    from crmcli.queries.care import CareRows
    from crmcli.queries.cases import Cases
    from crmcli.queries.checks import Checks
    from crmcli.queries.closed_months import ClosedMonths
    from crmcli.queries.competitors import Competitors
    from crmcli.queries.complaints import Complaints
    from crmcli.queries.consents import Consents
    from crmcli.queries.contracts import Contracts
    from crmcli.queries.customers import Customers
    from crmcli.queries.due import DueRows
    from crmcli.queries.duplicates import Duplicates
    from crmcli.queries.expenses import Expenses
    from crmcli.queries.exports import Exports
    from crmcli.queries.facts import FactRows
    from crmcli.queries.feedback import Feedback
    from crmcli.queries.figures import Figures
    from crmcli.queries.filters.segments import Segments
    from crmcli.queries.former import Former
    from crmcli.queries.handoffs import Handoffs
    from crmcli.queries.history import History
    from crmcli.queries.imports import Imports
    from crmcli.queries.improvements import Improvements
    from crmcli.queries.interactions import Interactions
    from crmcli.queries.kept import Kept
    from crmcli.queries.knowledge import Knowledge
    from crmcli.queries.loyalty import Loyalty
    from crmcli.queries.merges import Merges
    from crmcli.queries.moved import MovedContacts
    from crmcli.queries.news import News
    from crmcli.queries.opportunities import Opportunities
    from crmcli.queries.outbox import Outbox
    from crmcli.queries.owners import Owners
    from crmcli.queries.people import People
    from crmcli.queries.persons import Persons
    from crmcli.queries.pilots import PilotRows
    from crmcli.queries.pins import Pins
    from crmcli.queries.points import Points
    from crmcli.queries.policies import Policies
    from crmcli.queries.programme import Programme
    from crmcli.queries.progress import Progress
    from crmcli.queries.purchases import Purchases
    from crmcli.queries.retention import Retention
    from crmcli.queries.reviews import Reviews
    from crmcli.queries.searching.search import Search
    from crmcli.queries.searching.texts import SearchTexts
    from crmcli.queries.staff import StaffRows
    from crmcli.queries.standings import Standings
    from crmcli.queries.survey_waves import SurveyWaves
    from crmcli.queries.surveys import Surveys
    from crmcli.queries.targets import Targets
    from crmcli.queries.tasks import Tasks
    from crmcli.queries.trainings import Trainings
    from crmcli.queries.trials import Trials
    from crmcli.queries.verifications import Verifications
    from crmcli.queries.wholeness.agreement import Agreement
    from crmcli.queries.wholeness.health import Health


class Areas:
    """Areas are made when first asked for, so that a command loads only the SQL it uses."""

    def __init__(self, db: Database) -> None:
        self.db = db

    @cached_property
    def customers(self) -> Customers:
        from crmcli.queries.customers import Customers

        return Customers(self.db, lambda: self.search)

    @cached_property
    def people(self) -> People:
        from crmcli.queries.people import People

        return People(self.db)

    @cached_property
    def persons(self) -> Persons:
        from crmcli.queries.persons import Persons

        return Persons(self.db)

    @cached_property
    def search(self) -> Search:
        from crmcli.queries.searching.search import Search

        return Search(self.db, self.policies.country)

    @cached_property
    def search_texts(self) -> SearchTexts:
        from crmcli.queries.searching.texts import SearchTexts

        return SearchTexts(self.db)

    @cached_property
    def interactions(self) -> Interactions:
        from crmcli.queries.interactions import Interactions

        return Interactions(self.db)

    @cached_property
    def purchases(self) -> Purchases:
        from crmcli.queries.purchases import Purchases

        return Purchases(self.db)

    @cached_property
    def consents(self) -> Consents:
        from crmcli.queries.consents import Consents

        return Consents(self.db)

    @cached_property
    def checks(self) -> Checks:
        from crmcli.queries.checks import Checks

        return Checks(self.db)

    @cached_property
    def contracts(self) -> Contracts:
        from crmcli.queries.contracts import Contracts

        return Contracts(self.db)

    @cached_property
    def complaints(self) -> Complaints:
        from crmcli.queries.complaints import Complaints

        return Complaints(self.db)

    @cached_property
    def feedback(self) -> Feedback:
        from crmcli.queries.feedback import Feedback

        return Feedback(self.db)

    @cached_property
    def opportunities(self) -> Opportunities:
        from crmcli.queries.opportunities import Opportunities

        return Opportunities(self.db)

    @cached_property
    def progress(self) -> Progress:
        from crmcli.queries.progress import Progress

        return Progress(self.db)

    @cached_property
    def former(self) -> Former:
        from crmcli.queries.former import Former

        return Former(self.db)

    @cached_property
    def closed_months(self) -> ClosedMonths:
        from crmcli.queries.closed_months import ClosedMonths

        return ClosedMonths(self.db)

    @cached_property
    def kept(self) -> Kept:
        from crmcli.queries.kept import Kept

        return Kept(self.db)

    @cached_property
    def knowledge(self) -> Knowledge:
        from crmcli.queries.knowledge import Knowledge

        return Knowledge(self.db)

    @cached_property
    def cases(self) -> Cases:
        from crmcli.queries.cases import Cases

        return Cases(self.db)

    @cached_property
    def care(self) -> CareRows:
        from crmcli.queries.care import CareRows

        return CareRows(self.db)

    @cached_property
    def outbox(self) -> Outbox:
        from crmcli.queries.outbox import Outbox

        return Outbox(self.db)

    @cached_property
    def attachments(self) -> Attachments:
        from crmcli.queries.attachments import Attachments

        return Attachments(self.db)

    @cached_property
    def surveys(self) -> Surveys:
        from crmcli.queries.surveys import Surveys

        return Surveys(self.db)

    @cached_property
    def waves(self) -> SurveyWaves:
        from crmcli.queries.survey_waves import SurveyWaves

        return SurveyWaves(self.db)

    @cached_property
    def tasks(self) -> Tasks:
        from crmcli.queries.tasks import Tasks

        return Tasks(self.db)

    @cached_property
    def handoffs(self) -> Handoffs:
        from crmcli.queries.handoffs import Handoffs

        return Handoffs(self.db)

    @cached_property
    def staff(self) -> StaffRows:
        from crmcli.queries.staff import StaffRows

        return StaffRows(self.db)

    @cached_property
    def absences(self) -> Absences:
        from crmcli.queries.absences import Absences

        return Absences(self.db)

    @cached_property
    def news(self) -> News:
        from crmcli.queries.news import News

        return News(self.db)

    @cached_property
    def owners(self) -> Owners:
        from crmcli.queries.owners import Owners

        return Owners(self.db)

    @cached_property
    def alarms(self) -> Alarms:
        from crmcli.queries.alarms import Alarms

        return Alarms(self.db)

    @cached_property
    def targets(self) -> Targets:
        from crmcli.queries.targets import Targets

        return Targets(self.db)

    @cached_property
    def improvements(self) -> Improvements:
        from crmcli.queries.improvements import Improvements

        return Improvements(self.db)

    @cached_property
    def trainings(self) -> Trainings:
        from crmcli.queries.trainings import Trainings

        return Trainings(self.db)

    @cached_property
    def competitors(self) -> Competitors:
        from crmcli.queries.competitors import Competitors

        return Competitors(self.db)

    @cached_property
    def retention(self) -> Retention:
        from crmcli.queries.retention import Retention

        return Retention(self.db)

    @cached_property
    def trials(self) -> Trials:
        from crmcli.queries.trials import Trials

        return Trials(self.db)

    @cached_property
    def verifications(self) -> Verifications:
        from crmcli.queries.verifications import Verifications

        return Verifications(self.db)

    @cached_property
    def pilots(self) -> PilotRows:
        from crmcli.queries.pilots import PilotRows

        return PilotRows(self.db)

    @cached_property
    def pins(self) -> Pins:
        from crmcli.queries.pins import Pins

        return Pins(self.db)

    @cached_property
    def segments(self) -> Segments:
        from crmcli.queries.filters.segments import Segments

        return Segments(self.db)

    @cached_property
    def policies(self) -> Policies:
        from crmcli.queries.policies import Policies

        return Policies(self.db)

    @cached_property
    def facts(self) -> FactRows:
        from crmcli.queries.facts import FactRows

        return FactRows(self.db, clock.zone(self.policies.time_zone()))

    @cached_property
    def standings(self) -> Standings:
        from crmcli.queries.standings import Standings

        return Standings(self.db)

    @cached_property
    def moved(self) -> MovedContacts:
        from crmcli.queries.moved import MovedContacts

        return MovedContacts(self.db)

    @cached_property
    def due(self) -> DueRows:
        from crmcli.queries.due import DueRows

        return DueRows(self.db)

    @cached_property
    def duplicates(self) -> Duplicates:
        from crmcli.queries.duplicates import Duplicates

        return Duplicates(self.db)

    @cached_property
    def reviews(self) -> Reviews:
        from crmcli.queries.reviews import Reviews

        return Reviews(self.db)

    @cached_property
    def merges(self) -> Merges:
        from crmcli.queries.merges import Merges

        return Merges(self.db)

    @cached_property
    def appointments(self) -> Appointments:
        from crmcli.queries.appointments import Appointments

        return Appointments(self.db, clock.zone(self.policies.time_zone()))

    @cached_property
    def history(self) -> History:
        from crmcli.queries.history import History

        return History(self.db)

    @cached_property
    def health(self) -> Health:
        from crmcli.queries.wholeness.health import Health

        return Health(self.db)

    @cached_property
    def agreement(self) -> Agreement:
        from crmcli.queries.wholeness.agreement import Agreement

        return Agreement(self.db)

    @cached_property
    def imports(self) -> Imports:
        from crmcli.queries.imports import Imports

        return Imports(self.db)

    @cached_property
    def exports(self) -> Exports:
        from crmcli.queries.exports import Exports

        return Exports(self.db)

    @cached_property
    def figures(self) -> Figures:
        from crmcli.figures.rates import Rates
        from crmcli.queries.figures import Figures

        return Figures(self.db, Rates(self.policies.currency(), {}))

    @cached_property
    def points(self) -> Points:
        from crmcli.queries.points import Points

        return Points(self.db)

    @cached_property
    def loyalty(self) -> Loyalty:
        from crmcli.queries.loyalty import Loyalty

        return Loyalty(self.db)

    @cached_property
    def programme(self) -> Programme:
        from crmcli.queries.programme import Programme

        return Programme(self.db)

    @cached_property
    def campaigns(self) -> Campaigns:
        from crmcli.queries.campaigns import Campaigns

        return Campaigns(self.db)

    @cached_property
    def expenses(self) -> Expenses:
        from crmcli.queries.expenses import Expenses

        return Expenses(self.db)
