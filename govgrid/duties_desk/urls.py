"""/desk/duties/"""

from django.urls import path

from govgrid.duties_desk import changing, reading

urlpatterns = [
    path("", changing.duty_sets, name="desk-duties"),
    path("<int:version>/", reading.duty_set, name="duty-set"),
    path("<int:version>/duties.csv", reading.file, name="duty-set-file"),
    path("<int:version>/try/", changing.try_set, name="duty-set-try"),
    path("<int:version>/adopt/", changing.adopt_set, name="duty-set-adopt"),
    path("<int:version>/copy/", changing.copy_set, name="duty-set-copy"),
    path("<int:version>/trials/<int:pk>/", reading.trial_group, name="duty-trial"),
]
