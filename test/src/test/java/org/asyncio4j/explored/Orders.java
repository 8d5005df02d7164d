package org.asyncio4j.explored;

import org.asyncio4j.test.Strategy;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A test of random programs, for each {@link Strategy} that says the order of their tasks. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedTest
@EnumSource(
        value = Strategy.class,
        names = {"RANDOM", "PRIORITIES"})
@interface Orders {}
