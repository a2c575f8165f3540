"""What an import says: one sentence for each kind of finding, with what to do about it."""

from django.utils.translation import gettext_lazy as _

FILE = {
    "empty_file": _("The file is empty."),
    "too_large": _("The file is larger than %(most)s MB. Divide it, or import it by command."),
    "unknown_kind": _("This is neither GeoJSON, a GeoPackage nor a zipped Shapefile."),
    "unreadable": _("The file cannot be read: it is damaged or cut off. Export it again."),
    "too_much_memory": _("Reading the file needs more memory than an import may use. Divide it into smaller files."),
    "too_much_time": _("Reading the file takes longer than an import may last. Divide it into smaller files."),
    "no_features": _("The file holds no features."),
    "too_many_features": _("The file holds %(features)s features; an import takes at most %(most)s."),
    "too_many_corners": _("The outlines have %(corners)s corners; an import takes at most %(most)s."),
    "choose_layer": _("Say which layer is meant. The file holds: %(layers)s."),
    "zip_broken": _("The zip file is damaged or cut off, or needs a password."),
    "zip_entries": _("The zip file holds %(entries)s files; at most %(most)s are taken."),
    "zip_path": _("The zip file names a path outside of itself (%(name)s). It is not opened."),
    "zip_bomb": _("%(name)s in the zip file would unpack to %(ratio)s times its size. It is not opened."),
    "zip_size": _("The zip file would unpack to %(megabytes)s MB; at most %(most)s MB are taken."),
    "zip_without_shapefile": _("The zip file holds no Shapefile (.shp)."),
    "zip_parts": _("The Shapefile lacks its part %(missing)s. Put all parts into the zip file."),
    "no_system": _("The file does not say its coordinate system. Name it, as EPSG:4490."),
    "unknown_system": _("The coordinate system “%(system)s” is not known. Name it by its EPSG code."),
    "inexact_system": _(
        "From %(system)s to WGS 84 no transformation is known that is good to 10 m. Transform the file to CGCS2000 "
        "with the parameters of your surveying office."
    ),
    "swapped_axes": _(
        "The axes are swapped: read the other way round, the outlines lie in the city (%(system)s). Write longitude, "
        "or easting, first."
    ),
    "not_in_system": _("The first corner (%(x)s, %(y)s) is no place in %(system)s. Name the system the file is in."),
    "other_place": _(
        "Read in %(system)s, the outlines lie %(kilometres)s km from the city; the first corner is %(x)s, %(y)s. Name "
        "the system the file is in."
    ),
    "no_code_column": _("Which column holds the codes? The file has: %(columns)s."),
    "no_such_column": _("There is no column “%(column)s”. The file has: %(columns)s."),
    "unknown_scope": _("There is no area %(scope)s on that day."),
    "flattened": _("%(features)s outlines have heights; they are left away."),
    "no_change": _("This changes nothing: the grid is as the file says."),
}
OUTLINE = {
    "far_away": _("It lies %(kilometres)s km from the middle of the city."),
    "no_outline": _("It has no outline."),
    "no_polygon": _("It is a %(type)s; an area is a polygon or several."),
    "no_ring": _("Its outline has a ring of fewer than four corners, one that is not closed, or a curve."),
    "no_number": _("A corner of its outline is no number."),
    "invalid": _("Its outline is not valid: %(reason)s. Mend it, or let the import repair it."),
    "repaired": _("Its outline was not valid (%(reason)s) and is repaired; its size changes by %(change)s m²."),
    "repaired_away": _("Its outline is not valid (%(reason)s), and nothing is left of it when it is repaired."),
}
CODES = {
    "no_code": _("It has no code."),
    "code_long": _("Its code is longer than 24 characters."),
    "code_twice": _("Its code stands at feature %(first)s already."),
    "code_wrong": "%(said)s",  # by grids.codes, in words already
    "code_ended": _("This code belonged to an area that has ended, or one that begins later; choose another."),
    "other_level": _("The area with this code is of another level: %(level)s."),
    "name_long": _("Its name is longer than 120 characters."),
    "unknown_parent": _("The area that it lies below, “%(parent)s”, does not exist on that day."),
    "parent_level": _("%(parent)s is of level %(level)s; an area lies below one of a higher level."),
    "parent_differs": _("It lies below %(present)s, not %(parent)s: an area keeps its place. Give it a new code."),
    "no_parent": _("Nothing says which area it lies below: no column, not its code, and no area holds it."),
    "outside_scope": _("It does not lie below %(scope)s."),
    "end_has_areas": _("%(area)s is not in the file and would end, but %(count)s areas below it are in force."),
}
FIT = {
    "overlap": _("It overlaps with %(other)s by %(square_metres)s m²."),
    "corners": _("Its border with %(other)s has not the same corners in both outlines."),
    "gap": _("A gap less than a metre wide lies between %(beside)s."),
    "sliver": _("It has a part that is less than a metre wide everywhere."),
    "outside": _("It lies with %(square_metres)s m² outside of %(around)s, of which it is a part."),
    "below_outside": _("%(below)s, a part of it, will lie with %(square_metres)s m² outside. Import that level next."),
    "holes": _("The outlines leave %(holes)s holes, the largest of %(square_metres)s m². Is it all water?"),
    "uncovered": _("%(square_metres)s m² of %(around)s will lie in none of its areas. Is it all water?"),
}
SENTENCES = {**FILE, **OUTLINE, **CODES, **FIT}
