package dev.codexgateway.deploy;

import java.nio.file.Path;

import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathFactory;

/** What pom.xml says of the project. */
final class Project {
    private Project() {}

    static String version() throws Exception {
        var pom = DocumentBuilderFactory.newDefaultInstance().newDocumentBuilder().parse(Path.of("pom.xml").toFile());
        return XPathFactory.newDefaultInstance().newXPath().evaluate("/project/version", pom);
    }
}
