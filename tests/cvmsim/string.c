// SPDX-License-Identifier: GPL-2.0
/* What the compiler calls whether asked or not. */
#include "types.h"

void *memcpy(void *to, const void *from, size_t n)
{
	void *d = to;
	size_t words = n / 8;

	asm volatile("rep movsq" : "+D" (d), "+S" (from), "+c" (words)
		     : : "memory");
	n %= 8;
	asm volatile("rep movsb" : "+D" (d), "+S" (from), "+c" (n)
		     : : "memory");
	return to;
}

void *memset(void *to, int c, size_t n)
{
	void *d = to;
	size_t words = n / 8;
	u64 value = (u8)c * 0x0101010101010101ULL;

	asm volatile("rep stosq" : "+D" (d), "+c" (words) : "a" (value)
		     : "memory");
	n %= 8;
	asm volatile("rep stosb" : "+D" (d), "+c" (n) : "a" (value)
		     : "memory");
	return to;
}

int memcmp(const void *a, const void *b, size_t n)
{
	const u8 *x = a, *y = b;

	for (; n; n--, x++, y++)
		if (*x != *y)
			return *x - *y;
	return 0;
}

size_t strlen(const char *s)
{
	size_t n = 0;

	while (s[n])
		n++;
	return n;
}

int strcmp(const char *a, const char *b)
{
	while (*a && *a == *b) {
		a++;
		b++;
	}
	return (u8)*a - (u8)*b;
}
