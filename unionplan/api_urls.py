"""Everything under /api/v1/: the endpoints, the schema, and its two readers served from our own files.

The readers are pages for people: who is not logged in is sent to the login, where a client of the API gets a 401."""

from django.contrib.auth.decorators import login_required
from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularRedocView, SpectacularSwaggerSplitView
from rest_framework.routers import SimpleRouter

from members.api.archive import MemberFigureViewSet, MemberViewSet
from members.api.care import CareFigureViewSet
from members.api.dues import DuesChargeViewSet, DuesSheetViewSet
from members.api.hardship import HardshipFigureViewSet
from members.api.register import AwardViewSet, EmployerViewSet, TermViewSet
from members.api.views import OrganizationViewSet
from plans.api.views import EntryViewSet, ItemViewSet, PlanViewSet, SectionViewSet, TargetViewSet

router = SimpleRouter()
router.register("organizations", OrganizationViewSet, basename="api-organization")
router.register("employers", EmployerViewSet, basename="api-employer")
router.register("terms", TermViewSet, basename="api-term")
router.register("grades", AwardViewSet, basename="api-grade")
router.register("hardship-figures", HardshipFigureViewSet, basename="api-hardship-figure")
router.register("care-figures", CareFigureViewSet, basename="api-care-figure")
router.register("dues-sheets", DuesSheetViewSet, basename="api-dues-sheet")
router.register("dues-charges", DuesChargeViewSet, basename="api-dues-charge")
router.register("members", MemberViewSet, basename="api-member")
router.register("member-figures", MemberFigureViewSet, basename="api-member-figure")
router.register("plans", PlanViewSet, basename="api-plan")
router.register("sections", SectionViewSet, basename="api-section")
router.register("items", ItemViewSet, basename="api-item")
router.register("targets", TargetViewSet, basename="api-target")
router.register("entries", EntryViewSet, basename="api-entry")

urlpatterns = [
    path("schema/", SpectacularAPIView.as_view(), name="api-schema"),
    path(
        "docs/",
        login_required(SpectacularSwaggerSplitView.as_view(url_name="api-schema", template_name="api/swagger.html")),
        name="api-docs",
    ),
    path(
        "redoc/",
        login_required(SpectacularRedocView.as_view(url_name="api-schema", template_name="api/redoc.html")),
        name="api-redoc",
    ),
    path("", include(router.urls)),
]
