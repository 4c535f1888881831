// SPDX-License-Identifier: GPL-2.0
/*
 * What only a browser can tell of a page: html.sh has it run in a copy. The
 * page is replaced by what was found, as JSON: nothing but facts, and lists of
 * what is wrong.
 */
"use strict";

const TOLERANCE = 1;		// pixels
const CONTRAST = 4.5;		// WCAG 2, AA

function overlap(a, b) {
	return Math.min(a.right, b.right) - Math.max(a.left, b.left) > TOLERANCE &&
	       Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > TOLERANCE;
}

/* Each text of a figure within it, on no other text, and on no bar. */
function looseTexts(wrong) {
	for (const svg of document.querySelectorAll("svg")) {
		const frame = svg.getBoundingClientRect();
		const bars = [...svg.querySelectorAll("rect.bar, rect.part")].map(
			bar => bar.getBoundingClientRect());
		const texts = [...svg.querySelectorAll("text")].map(
			text => ({ text: text.textContent, box: text.getBoundingClientRect() }));

		texts.forEach((one, i) => {
			const where = `${svg.id}: "${one.text}"`;

			if (one.box.left < frame.left - TOLERANCE || one.box.right > frame.right + TOLERANCE ||
			    one.box.top < frame.top - TOLERANCE || one.box.bottom > frame.bottom + TOLERANCE)
				wrong.push(`clipped: ${where}`);
			for (const other of texts.slice(i + 1))
				if (overlap(one.box, other.box))
					wrong.push(`overlap: ${where} and "${other.text}"`);
			if (bars.some(bar => overlap(one.box, bar)))
				wrong.push(`on a bar: ${where}`);
		});
	}
}

function luminance(color) {
	const [r, g, b] = color.map(c => c / 255).map(
		c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);

	return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function rgb(text) {
	return text.match(/[\d.]+/g).map(Number);
}

function background(element) {
	for (let at = element; at; at = at.parentElement) {
		const color = rgb(getComputedStyle(at).backgroundColor);

		if (color.length < 4 || color[3] > 0)
			return color.slice(0, 3);
	}
	return [255, 255, 255];
}

function contrast(a, b) {
	const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x);

	return (high + 0.05) / (low + 0.05);
}

function paleTexts(wrong) {
	let least = 21;

	for (const element of document.querySelectorAll("body *")) {
		const own = [...element.childNodes].some(
			node => node.nodeType == Node.TEXT_NODE && node.textContent.trim());
		const style = getComputedStyle(element);

		if (!own || ["SCRIPT", "title", "desc"].includes(element.tagName))
			continue;
		const is = contrast(rgb(element.tagName == "text" ? style.fill : style.color).slice(0, 3),
				    background(element));

		least = Math.min(least, is);
		if (is < CONTRAST)
			wrong.push(`contrast ${is.toFixed(2)}: "${element.textContent.trim().slice(0, 40)}"`);
	}
	return least;
}

function namelessFigures(wrong) {
	for (const svg of document.querySelectorAll("svg")) {
		const named = (svg.getAttribute("aria-labelledby") || "").split(" ").map(
			id => document.getElementById(id));

		if (svg.getAttribute("role") != "img")
			wrong.push(`${svg.id}: no role`);
		for (const tag of ["title", "desc"])
			if (!named.some(by => by && by.tagName == tag && svg.contains(by) &&
					by.textContent.trim()))
				wrong.push(`${svg.id}: no ${tag}`);
	}
	const ids = [...document.querySelectorAll("[id]")].map(element => element.id);

	for (const id of ids)
		if (ids.indexOf(id) != ids.lastIndexOf(id))
			wrong.push(`id twice: ${id}`);
}

/* All bars of a scale begin in one place and are as long as they say. */
function untrueBars(wrong) {
	const first = {};

	for (const svg of document.querySelectorAll("svg[id^=bars]")) {
		for (const bar of svg.querySelectorAll("rect.bar")) {
			const scale = svg.id.split("-")[1];
			const is = { left: bar.x.baseVal.value, width: bar.width.baseVal.value,
				     value: Number(bar.dataset.value) };
			const was = first[scale] = first[scale] || is;

			if (is.left != was.left ||
			    Math.abs(is.width * was.value - was.width * is.value) >
			    0.11 * Math.max(was.value, is.value))
				wrong.push(`${svg.id}: ${bar.dataset.probe} is ${is.width} long for ${is.value}`);
		}
	}
}

function wideThings(wrong) {
	const root = document.documentElement;

	if (root.scrollWidth > root.clientWidth)
		wrong.push(`document: ${root.scrollWidth} in ${root.clientWidth}`);
	for (const svg of document.querySelectorAll("svg")) {
		const text = svg.querySelector("text");

		if (text && parseFloat(getComputedStyle(text).fontSize) *
		    svg.getBoundingClientRect().width / svg.viewBox.baseVal.width < 11)
			wrong.push(`${svg.id}: text is too small`);
	}
	if (root.clientWidth >= 1600)
		for (const wide of document.querySelectorAll(".wide"))
			if (wide.scrollWidth > wide.clientWidth)
				wrong.push(`table: ${wide.scrollWidth} in ${wide.clientWidth}`);
}

addEventListener("load", () => {
	const found = {
		width: document.documentElement.clientWidth,
		height: document.documentElement.scrollHeight,
		dark: matchMedia("(prefers-color-scheme: dark)").matches,
		page: rgb(getComputedStyle(document.body).backgroundColor),
		svgs: document.querySelectorAll("svg").length,
		texts: document.querySelectorAll("svg text").length,
		scripts: document.scripts.length,
		fetched: performance.getEntriesByType("resource").map(entry => entry.name),
		wrong: { texts: [], contrast: [], names: [], bars: [], width: [] },
	};

	looseTexts(found.wrong.texts);
	found.contrast = paleTexts(found.wrong.contrast);
	namelessFigures(found.wrong.names);
	untrueBars(found.wrong.bars);
	wideThings(found.wrong.width);
	document.documentElement.textContent = JSON.stringify(found);
});
