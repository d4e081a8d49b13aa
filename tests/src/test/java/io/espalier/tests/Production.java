package io.espalier.tests;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

/** All classes of the program, without tests. */
final class Production {

    static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            // The oracles of models come as a jar of their own, which ArchUnit does not take for tests.
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("io.espalier");

    private Production() {}
}
