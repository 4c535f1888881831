/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Another CPU that spins, with interrupts on, so that it is known what an IPI meets:
 * one for each CPU that measures.
 */
#ifndef VMEXIT_SPIN_H
#define VMEXIT_SPIN_H

#include <linux/types.h>

/* Return: 0 or -ENOMEM. */
int vmexit_spin_init(void);
void vmexit_spin_exit(void);

/**
 * vmexit_spin_begin() - make a CPU spin
 * @cpu: which; migration is off on this one
 *
 * May sleep. Return: whether it does, within a second; vmexit_spin_end() is to be
 * called either way.
 */
bool vmexit_spin_begin(unsigned int cpu);

/* It does still: a CPU that goes offline does not. */
bool vmexit_spins(void);

/* Likewise. Nothing spins any more. */
void vmexit_spin_end(void);

#endif /* VMEXIT_SPIN_H */
