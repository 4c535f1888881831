// SPDX-License-Identifier: GPL-2.0
/*
 * How the HTML page looks. Colours of sides are Okabe and Ito's, moved until
 * each can be told from both backgrounds; text has 4.5:1 at least.
 */
#include "html/parts.h"

#include <string.h>

/* By day, which it is on paper. */
static const char day[] =
	":root{color-scheme:light dark;--bg:#fff;--fg:#1b1f23;--dim:#57606a;--rule:#d0d7de;--soft:#f3f5f7;\n"
	"--alarm:#a40e26;--alarm-bg:#ffe9e9;--warn:#7a4d00;--warn-bg:#fff4d9;\n"
	"--base:#6e7781;--new0:#0072b2;--new1:#c2500a;--new2:#00805e;--new3:#a8437f;--new4:#8a6d00;--new5:#4b4ba8;\n"
	"--exception:#a33b00;--guest:#e08a3c;--module:#8a5fc0;--host:#4f93c4}\n";

/* By night. */
static const char night[] =
	"@media (prefers-color-scheme:dark){:root{--bg:#14181c;--fg:#e6e9ec;--dim:#a3adb7;--rule:#3b434b;--soft:#1d2329;\n"
	"--alarm:#ff9d9d;--alarm-bg:#45171b;--warn:#f2c55c;--warn-bg:#3a2e10;\n"
	"--base:#9aa4ae;--new0:#4fa8e0;--new1:#f08a4b;--new2:#2fbf94;--new3:#e07fb8;--new4:#d9b93a;--new5:#9a9af0;\n"
	"--exception:#f08a4b;--guest:#ffc48a;--module:#b79be0;--host:#4fa0d8}}\n";

/* Text and tables. */
static const char page[] =
	"*{box-sizing:border-box}\n"
	"body{margin:0;background:var(--bg);color:var(--fg);font:15px/1.45 system-ui,\"DejaVu Sans\",sans-serif}\n"
	"main{max-width:1560px;margin:0 auto;padding:12px 16px 40px}\n"
	"h1{font-size:1.6em;line-height:1.2;margin:.5em 0}h2{font-size:1.25em;margin:1.8em 0 .5em;border-bottom:1px solid var(--rule)}\n"
	"h3{font-size:1.05em;margin:1.4em 0 .4em}\n"
	"p,dl,.notes,figcaption{max-width:76em}\n"
	"code,.route,svg text{font-family:ui-monospace,\"DejaVu Sans Mono\",\"Liberation Mono\",monospace}\n"
	"code,.route{font-size:12px}code{overflow-wrap:anywhere}.probe span,td em{white-space:nowrap}\n"
	"figure{margin:0 0 1.5em}figcaption{color:var(--dim);margin:0 0 .8em;font-size:.93em}\n"
	".banner{background:var(--alarm-bg);color:var(--alarm);border:3px solid var(--alarm);border-radius:6px;padding:.6em .9em;font-weight:700;font-size:1.15em;margin:.8em 0;overflow-wrap:anywhere}\n"
	".alarm{color:var(--alarm)}\n"
	".notes{list-style:none;padding:0;margin:.5em 0}.notes li{padding:.35em .7em;border-left:4px solid var(--rule);margin:.3em 0;background:var(--soft);overflow-wrap:anywhere}\n"
	".notes b{text-transform:uppercase;font-size:.8em;letter-spacing:.04em;margin-right:.4em}\n"
	".notes .warning{border-color:var(--warn);background:var(--warn-bg)}.notes .warning b{color:var(--warn)}\n"
	".notes .foreign,.notes .refused{border-color:var(--alarm);border-left-width:8px;background:var(--alarm-bg)}.notes .foreign b,.notes .refused b{color:var(--alarm)}\n"
	".wide{overflow-x:auto;max-width:100%}\n"
	"table{border-collapse:collapse;margin:0 0 1em;font-size:13px;line-height:1.35}\n"
	"caption{text-align:left;color:var(--dim);padding:0 0 .5em;font-size:14px;max-width:76em}\n"
	"th,td{padding:3px 6px;border-bottom:1px solid var(--rule);text-align:left;vertical-align:top}\n"
	"thead th{vertical-align:bottom;background:var(--soft);font-weight:600}\n"
	"tbody th{font-weight:400}.n,.r{text-align:right}.n{font-variant-numeric:tabular-nums;white-space:nowrap}\n"
	"td em,.why,small{color:var(--dim)}td em{font-size:12px}abbr{text-decoration:none}\n"
	"tr.geometric-mean>*{font-weight:600;background:var(--soft)}\n"
	".machines td{overflow-wrap:anywhere}.sides td:nth-child(4){overflow-wrap:break-word}.machines td{min-width:13em}.machines th{min-width:8em}\n"
	".machines ul{margin:0;padding-left:1.1em}.machines tbody th{font-weight:600}\n"
	".differs>*{background:var(--soft)}.mark{white-space:nowrap;color:var(--warn);font-size:12px}\n"
	"details{margin:.4em 0}summary{cursor:pointer;color:var(--dim)}summary:focus-visible,.wide:focus-visible{outline:2px solid var(--new0)}\n"
	".panels{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,700px),1fr));gap:10px 36px;align-items:start}\n"
	".plots{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,360px),1fr));gap:14px 16px;align-items:start}\n"
	"";

/* What is drawn. */
static const char drawn[] =
	"svg{display:block;width:100%;max-width:980px;height:auto}\n"
	"svg text{font-size:12px;fill:var(--fg);paint-order:stroke;stroke:var(--bg);stroke-width:3px;stroke-linejoin:round}\n"
	"svg .dim{fill:var(--dim)}svg .b{font-weight:700}svg .e{text-anchor:end}svg .c{text-anchor:middle}\n"
	".base{--c:var(--base)}.new0{--c:var(--new0)}.new1{--c:var(--new1)}.new2{--c:var(--new2)}.new3{--c:var(--new3)}.new4{--c:var(--new4)}.new5{--c:var(--new5)}\n"
	".grid{stroke:var(--rule);stroke-width:1}.zero{stroke:var(--dim);stroke-width:1}\n"
	".bar{fill:var(--c);stroke:var(--c);stroke-width:1}.bar.direct{fill-opacity:.35}.bar.stays{fill:none;stroke-dasharray:3 2}\n"
	".whisker{stroke:var(--fg);stroke-width:1.3}\n"
	".line{fill:none;stroke:var(--c);stroke-width:2;stroke-linejoin:round}.line.base{stroke-width:3}.line.direct{stroke-dasharray:7 4}.line.stays{stroke-dasharray:2 3}\n"
	".leader{fill:none;stroke:var(--c);stroke-width:1}\n"
	".part{stroke:var(--bg);stroke-width:1}.exception{fill:var(--exception)}.host{fill:var(--host)}\n"
	".on-guest{fill:var(--guest)}.on-module{fill:var(--module)}.hatch{stroke:var(--bg);stroke-width:2.4;opacity:.6}.dots{fill:var(--bg)}\n"
	"";

/* What overrides the rest. */
static const char rest[] =
	"nav a{color:var(--fg);margin-right:1.2em}\n"
	".meanings{display:grid;grid-template-columns:max-content 1fr;gap:2px 12px;font-size:.93em;color:var(--dim)}.meanings dt{font-weight:600;color:var(--fg)}.meanings dd{margin:0}\n"
	"footer{margin-top:2.5em;color:var(--dim);font-size:.9em}\n"
	"@media (max-width:900px){body{font-size:14px}table{font-size:12px}th,td{padding:2px 4px}code,.route{font-size:11px}caption{font-size:13px}}\n"
	".answer{font-size:1.12em;max-width:62em;margin:.5em 0}.answer strong{font-weight:700}.answer .probe{font-size:.85em}.answer a{color:var(--warn)}.paper{display:none}\n"
	"@media print{:root{color-scheme:light}@page{size:A4;margin:11mm}body{font-size:9.5px}main{max-width:none;padding:0}.wide{overflow:visible}\n"
	".screen,nav,details{display:none}.paper{display:inline}table{font-size:8.5px}caption,figcaption,.meanings{font-size:8.5px}code,.route{font-size:8px}\n"
	"h1{font-size:15px;margin:0 0 .3em}h2{margin:.8em 0 .3em;font-size:12px}.answer{font-size:11px}.banner{padding:.3em .6em}\n"
	".panels{grid-template-columns:1fr;gap:4px}.panels svg{max-width:470px}.notes li{padding:.15em .5em;margin:.15em 0}\n"
	"#parts{break-before:page}h2,h3{break-after:avoid}tr,svg,.notes li{break-inside:avoid}figure{margin:0 0 .5em}}\n"
	"";

/* Of a figure that has no page around it. */
static const char alone[] =
	"svg{background:var(--bg)}svg text{font-family:\"DejaVu Sans Mono\",\"Liberation Mono\",monospace}\n"
	"";

void html_style(FILE *out)
{
	fprintf(out, "<style>\n%s%s%s%s%s</style>\n", day, night, page, drawn, rest);
}

/* A colour by day; "none" for what each side has of its own. */
static void put_value(const char *name, size_t len, FILE *out)
{
	const char *at = day;

	while ((at = strstr(at, "--"))) {
		at += strlen("--");
		if (strncmp(at, name, len) || at[len] != ':')
			continue;
		at += len + 1;
		fwrite(at, 1, strcspn(at, ";}"), out);
		return;
	}
	fputs("none", out);
}

/* Of what reads SVG, browsers alone know var(). */
static void put_resolved(const char *css, FILE *out)
{
	static const char begin[] = "var(--";
	const char *name;

	while ((name = strstr(css, begin))) {
		fwrite(css, 1, (size_t)(name - css), out);
		name += strlen(begin);
		put_value(name, strcspn(name, ")"), out);
		css = strchr(name, ')') + 1;
	}
	fputs(css, out);
}

void svg_style(FILE *out)
{
	struct html_series side = { 0 };
	char name[8];
	size_t i;

	fputs("<style>\n", out);
	/* Before the rest, which has what is drawn without its side's colour. */
	for (i = 0; i <= HTML_COLORS; i++) {
		side.is_base = i == HTML_COLORS;
		side.which = i;
		html_series_class(&side, name);
		fprintf(out, ".bar.%s{fill:", name);
		put_value(name, strlen(name), out);
		fputs(";stroke:", out);
		put_value(name, strlen(name), out);
		fputs("}\n", out);
	}
	put_resolved(drawn, out);
	put_resolved(alone, out);
	fputs("</style>\n", out);
}
