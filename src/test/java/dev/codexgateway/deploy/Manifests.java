package dev.codexgateway.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;

/** The files of {@code k8s/}, read into Kubernetes' own types. */
final class Manifests {
    static final Path FOLDER = Path.of("k8s");

    private static final KubernetesSerialization YAML = new KubernetesSerialization();

    private Manifests() {}

    static Deployment deployment() {
        return read("deployment.yaml", Deployment.class);
    }

    static Service service() {
        return read("service.yaml", Service.class);
    }

    static PersistentVolumeClaim claim() {
        return read("pvc.yaml", PersistentVolumeClaim.class);
    }

    static Secret exampleSecret() {
        return read("secret.example.yaml", Secret.class);
    }

    static Map<String, Object> kustomization() {
        return map(FOLDER.resolve("kustomization.yaml"));
    }

    static <T> T read(String name, Class<T> type) {
        return YAML.unmarshal(text(FOLDER.resolve(name)), type);
    }

    static <T> T parse(String yaml, Class<T> type) {
        return YAML.unmarshal(yaml, type);
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> map(Path file) {
        return YAML.unmarshal(text(file), Map.class);
    }

    static Set<String> names() throws IOException {
        try (var files = Files.list(FOLDER)) {
            return files.map(file -> file.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new));
        }
    }

    /** A gateway configuration file, with dots between the levels. */
    static Map<String, String> keys(Path file) {
        Map<String, String> keys = new TreeMap<>();
        flatten("", map(file), keys);
        return keys;
    }

    /** The fields, with their paths, that Kubernetes does not know; the API server would refuse or drop them. */
    static List<String> unknownFields(Object model) {
        List<String> unknown = new ArrayList<>();
        collectUnknown("", model, unknown);
        return unknown;
    }

    private static void flatten(String prefix, Object node, Map<String, String> keys) {
        if (node instanceof Map<?, ?> map) {
            map.forEach((key, value) -> flatten(prefix.isEmpty() ? key.toString() : prefix + "." + key, value, keys));
        } else {
            keys.put(prefix, String.valueOf(node));
        }
    }

    /** The client's types keep what they do not know in a field named additionalProperties. */
    private static void collectUnknown(String path, Object node, List<String> unknown) {
        switch (node) {
            case null -> {
            }
            case Collection<?> items -> items.forEach(item -> collectUnknown(path + "[]", item, unknown));
            case Map<?, ?> map -> map.forEach((key, value) -> collectUnknown(path + "." + key, value, unknown));
            case Object model when model.getClass().getName().startsWith("io.fabric8.kubernetes.api.model.") -> {
                for (Field field : model.getClass().getDeclaredFields()) {
                    if (!Modifier.isStatic(field.getModifiers())) {
                        collectUnknown(path, field, model, unknown);
                    }
                }
            }
            default -> {
            }
        }
    }

    private static void collectUnknown(String path, Field field, Object model, List<String> unknown) {
        try {
            field.setAccessible(true);
            Object value = field.get(model);
            if (field.getName().equals("additionalProperties") && value instanceof Map<?, ?> map) {
                map.keySet().forEach(key -> unknown.add(path + "." + key));
            } else {
                collectUnknown(path + "." + field.getName(), value, unknown);
            }
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
