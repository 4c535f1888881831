/* SPDX-License-Identifier: GPL-2.0 */
/* The words everything here is written in, and the instructions C lacks. */
#ifndef CVMSIM_TYPES_H
#define CVMSIM_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef int8_t s8;
typedef int32_t s32;
typedef int64_t s64;

#define BIT(n)			(1ULL << (n))
#define PAGE_SIZE		4096UL
#define PAGE_MASK		(~(PAGE_SIZE - 1))
#define ARRAY_SIZE(a)		(sizeof(a) / sizeof((a)[0]))

#define __page_aligned		__attribute__((aligned(4096)))
#define __packed		__attribute__((packed))
#define fallthrough		__attribute__((fallthrough))
#define __noreturn		__attribute__((noreturn))
#define __printf(a, b)		__attribute__((format(printf, a, b)))

#define MSR_EFER		0xc0000080
#define EFER_LME		BIT(8)
#define EFER_LMA		BIT(10)
#define EFER_NXE		BIT(11)
#define EFER_SVME		BIT(12)
#define MSR_TSC_AUX		0xc0000103
#define MSR_VM_CR		0xc0010114
#define MSR_VM_HSAVE_PA		0xc0010117
#define MSR_GHCB		0xc0010130
#define MSR_SEV_STATUS		0xc0010131
#define MSR_KVM_POLL		0x4b564d05	/* MSR_KVM_POLL_CONTROL */

#define X86_CR0_PG		BIT(31)
#define X86_CR4_OSXSAVE		BIT(18)
#define X86_CR4_PKE		BIT(22)
#define X86_EFLAGS_CF		BIT(0)
#define X86_EFLAGS_TF		BIT(8)
#define X86_EFLAGS_IF		BIT(9)
#define X86_EFLAGS_NT		BIT(14)
#define X86_EFLAGS_RF		BIT(16)

#define VECTOR_DB		1
#define VECTOR_NMI		2
#define VECTOR_UD		6
#define VECTOR_GP		13
#define VECTOR_VE		20
#define VECTOR_VC		29

static inline u64 rdmsr(u32 msr)
{
	u32 low, high;

	asm volatile("rdmsr" : "=a" (low), "=d" (high) : "c" (msr));
	return (u64)high << 32 | low;
}

static inline void wrmsr(u32 msr, u64 value)
{
	asm volatile("wrmsr" : : "c" (msr), "a" ((u32)value),
		     "d" ((u32)(value >> 32)) : "memory");
}

static inline u64 rdtsc(void)
{
	u32 low, high;

	asm volatile("rdtsc" : "=a" (low), "=d" (high));
	return (u64)high << 32 | low;
}

/* The machine's own WRMSR; false where it is a #GP. start.S */
bool host_wrmsr(u32 msr, u64 value);

/**
 * port_in() - read a port of the machine below
 * @port: which
 * @size: 1, 2 or 4 bytes
 */
static inline u32 port_in(u16 port, u32 size)
{
	u32 value = 0;

	if (size == 1)
		asm volatile("inb %1, %b0" : "+a" (value) : "Nd" (port));
	else if (size == 2)
		asm volatile("inw %1, %w0" : "+a" (value) : "Nd" (port));
	else
		asm volatile("inl %1, %0" : "=a" (value) : "Nd" (port));
	return value;
}

static inline void port_out(u16 port, u32 size, u32 value)
{
	if (size == 1)
		asm volatile("outb %b0, %1" : : "a" (value), "Nd" (port));
	else if (size == 2)
		asm volatile("outw %w0, %1" : : "a" (value), "Nd" (port));
	else
		asm volatile("outl %0, %1" : : "a" (value), "Nd" (port));
}

void *memcpy(void *to, const void *from, size_t n);
void *memset(void *to, int c, size_t n);
int memcmp(const void *a, const void *b, size_t n);
size_t strlen(const char *s);
int strcmp(const char *a, const char *b);

#endif /* CVMSIM_TYPES_H */
