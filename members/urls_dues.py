"""Addresses of the pages of dues."""

from django.urls import path

from members.views.dues import arrears, batches, collecting, corrections, figures, people, periods, receipts, standards

urlpatterns = [
    path("", figures.dues_figures, name="dues-figures"),
    path("<int:pk>/figures.csv", figures.dues_figures_csv, name="dues-figures-csv"),
    path("own/", people.dues_own, name="dues-own"),
    path("<int:pk>/collect/", collecting.dues_collect, name="dues-collect"),
    path("arrears/", arrears.dues_arrears, name="dues-arrears"),
    path("<int:pk>/remind/", arrears.dues_remind, name="dues-remind"),
    path("<int:pk>/periods/", periods.dues_periods, name="dues-periods"),
    path("<int:pk>/periods/<int:period>/close/", periods.dues_close, name="dues-close"),
    path("<int:pk>/periods/<int:period>/reopen/", periods.dues_reopen, name="dues-reopen"),
    path("<int:pk>/standards/", standards.dues_standards, name="dues-standards"),
    path("<int:pk>/standards/set/", standards.dues_standard_set, name="dues-standard-set"),
    path("members/<int:pk>/", people.dues_member, name="dues-member"),
    path("members/<int:pk>/pay/", people.dues_pay, name="dues-pay"),
    path("members/<int:pk>/wage/", people.dues_wage, name="dues-wage"),
    path("charges/<int:pk>/correct/", people.dues_correct, name="dues-correct"),
    path("corrections/", corrections.dues_corrections, name="dues-corrections"),
    path("corrections/<int:pk>/approve/", corrections.dues_correction_approve, name="dues-correction-approve"),
    path("corrections/<int:pk>/refuse/", corrections.dues_correction_refuse, name="dues-correction-refuse"),
    path("<int:pk>/files/", batches.dues_batches, name="dues-batches"),
    path("files/<int:pk>/", batches.dues_batch, name="dues-batch"),
    path("files/lines/<int:pk>/settle/", batches.dues_line_settle, name="dues-line-settle"),
    path("files/lines/<int:pk>/dismiss/", batches.dues_line_dismiss, name="dues-line-dismiss"),
    path("receipts/<int:pk>/", receipts.dues_receipt, name="dues-receipt"),
    path("receipts/<int:pk>/print/", receipts.dues_receipt_print, name="dues-receipt-print"),
]
