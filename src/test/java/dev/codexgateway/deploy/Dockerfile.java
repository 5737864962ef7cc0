package dev.codexgateway.deploy;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import jakarta.json.Json;
import jakarta.json.JsonString;

/** The repository's Dockerfile, as far as what runs is concerned: the instructions of its last stage. */
record Dockerfile(List<String> bases, List<Instruction> lastStage) {
    static Dockerfile read() {
        List<String> bases = new ArrayList<>();
        List<Instruction> stage = new ArrayList<>();
        for (Instruction instruction : instructions()) {
            if (instruction.name().equals("FROM")) {
                bases.add(instruction.words().getFirst());
                stage.clear();
            }
            stage.add(instruction);
        }
        return new Dockerfile(List.copyOf(bases), List.copyOf(stage));
    }

    /** The argument of an instruction that the last stage has once. */
    String only(String name) {
        List<String> found = lastStage.stream().filter(instruction -> instruction.name().equals(name))
                .map(Instruction::argument).toList();
        if (found.size() != 1) {
            throw new AssertionError(name + " stands " + found.size() + " times in the last stage");
        }
        return found.getFirst();
    }

    Map<String, String> environment() {
        return pairs("ENV");
    }

    Map<String, String> labels() {
        return pairs("LABEL");
    }

    /** The words of the exec form, which is JSON. */
    static List<String> execForm(String argument) {
        try (var reader = Json.createReader(new StringReader(argument))) {
            return reader.readArray().getValuesAs(JsonString::getString);
        }
    }

    private Map<String, String> pairs(String name) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String word : only(name).split("\\s+(?=[\\w.]+=)")) {
            String[] pair = word.split("=", 2);
            pairs.put(pair[0], pair[1].replace("\"", ""));
        }
        return pairs;
    }

    private static List<Instruction> instructions() {
        try {
            String text = Files.readString(Path.of("Dockerfile"));
            return text.replaceAll("(?m)^#.*\\R", "").replaceAll("\\\\\\R\\s*", "").lines()
                    .filter(line -> !line.isBlank()).map(line -> line.split(" ", 2))
                    .map(parts -> new Instruction(parts[0], parts[1].strip())).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    record Instruction(String name, String argument) {
        List<String> words() {
            return Arrays.asList(argument.split("\\s+"));
        }
    }
}
