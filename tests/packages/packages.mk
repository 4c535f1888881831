# SPDX-License-Identifier: GPL-2.0
#
# Packages: what is in .debian and .rpm, from what git knows of, or all there is where there is no git.

DEB := $B/deb/vmexitstat-$(VMEXIT_VERSION)
RPM := $B/rpm/vmexitstat-$(VMEXIT_VERSION)
package-sources = $$(git ls-files --cached --others --exclude-standard 2>/dev/null || find . -path ./$B -prune -o -type f -print)

.PHONY: deb
deb: | deps-deb
	@[ "$$(dpkg-parsechangelog -l .debian/changelog -S Version)" = $(VMEXIT_VERSION) ] || { \
		echo ".debian/changelog has another version than Kbuild, $(VMEXIT_VERSION)" >&2; exit 1; }
	@rm -rf $B/deb
	@mkdir -p $(DEB)
	$Qcp --parents --preserve=timestamps $(package-sources) $(DEB)
	@mv $(DEB)/.debian $(DEB)/debian
	$Qcd $(DEB) && env -u MAKEFLAGS -u MAKELEVEL -u WERROR DEB_BUILD_OPTIONS="noautodbgsym $$DEB_BUILD_OPTIONS" dpkg-buildpackage -us -uc -b
	@rm -rf $(DEB)
	@ls $B/deb/*.deb

# On Debian as well, whose packages rpm knows nothing of.
.PHONY: rpm
rpm: | deps-build deps-rpm
	@rm -rf $B/rpm
	@mkdir -p $(RPM) $B/rpm/SOURCES
	$Qcp --parents --preserve=timestamps $(package-sources) $(RPM)
	$Qtar -C $B/rpm -czf $B/rpm/SOURCES/vmexitstat-$(VMEXIT_VERSION).tar.gz vmexitstat-$(VMEXIT_VERSION)
	$Qenv -u MAKEFLAGS -u MAKELEVEL -u WERROR rpmbuild -bb $(if $(wildcard /etc/debian_version),--nodeps) \
		--define "_topdir $(abspath $B/rpm)" --define "vmexit_version $(VMEXIT_VERSION)" \
		--define "_unitdir /usr/lib/systemd/system" .rpm/vmexitstat.spec
	@rm -rf $(RPM)
	@find $B/rpm/RPMS -name '*.rpm'

# In a root of each Debian release: a few minutes and 2 GB each, so no part of make check.
.PHONY: check-packages
check-packages: deb rpm tool $(foreach k,6.1 6.12 7.3,$B/kmod/$k/vmexit.ko) | deps-guest deps-packages
	lintian --allow-root --fail-on error $B/deb/*.changes
	tests/packages/twice
	prove --failures --comments --exec tests/packages/selftest bookworm trixie
