using TracedLlm.Generators.Common;

namespace TracedLlm.Generators.Payloads;

/// <summary>Prints the generated halves of payload types.</summary>
internal static class PayloadEmitter
{
    private const string Cursor = "global::TracedLlm.Utf8JsonCursor";

    public static string Emit(PayloadModel payload)
    {
        var writer = new SourceWriter();
        writer.Line(SourceWriter.Header).Line("#nullable enable annotations").Line("#nullable disable warnings");
        if (payload.RepeatedWarnings.Count > 0)
        {
            writer.Line($"#pragma warning disable {string.Join(", ", payload.RepeatedWarnings)} // Reported where the property is declared.");
        }

        writer.Line().Line("using System;").Line();
        if (payload.Namespace is { } space)
        {
            writer.Line($"namespace {space};").Line();
        }

        foreach (var header in payload.Headers)
        {
            writer.Open(header);
        }

        ReadFrom(writer, payload, "Reads a document. Slices are copied out of it.", "global::System.ReadOnlySpan<byte>");
        writer.Line();
        ReadFrom(writer, payload, "Reads a document. Slices refer to it and are valid no longer than it.", "global::System.ReadOnlyMemory<byte>");
        writer.Line();
        ReadSequence(writer, payload);
        writer.Line();
        WriteTags(writer, payload);
        writer.Line();
        ReadCursor(writer, payload);

        for (var i = 0; i < payload.Headers.Count; i++)
        {
            writer.Close();
        }

        return writer.ToString();
    }

    /// <summary>The file that registers the readers of all types whose readers are looked up at run time.</summary>
    public static string EmitRegistrations(IEnumerable<string> types)
    {
        var writer = new SourceWriter();
        writer.Line(SourceWriter.Header).Line("#nullable enable").Line()
            .Line("namespace TracedLlm.Generated;").Line()
            .Open("file static class PayloadRegistrations")
            .Line("[global::System.Runtime.CompilerServices.ModuleInitializer]")
            .Open("internal static void Register()");
        foreach (var type in types)
        {
            writer.Line($"global::TracedLlm.Generated.GeneratedCode.RegisterPayload<{type}>({type}.Read, static (payload, tags, content) => payload.WriteTags(tags, content));");
        }

        return writer.Close().Close().ToString();
    }

    private static void ReadFrom(SourceWriter writer, PayloadModel payload, string summary, string document) => writer
        .Line($"/// <summary>{summary}</summary>")
        .Open($"public static {payload.Type} Read({document} json)")
        .Line($"var cursor = new {Cursor}(json);")
        .Line("return Read(ref cursor);")
        .Close();

    private static void ReadSequence(SourceWriter writer, PayloadModel payload) => writer
        .Line("/// <summary>Reads a document, whose segments are copied together first if there is more than one. Slices are copied out of it.</summary>")
        .Open($"public static {payload.Type} Read(in global::System.Buffers.ReadOnlySequence<byte> json)")
        .Line("using var contiguous = new global::TracedLlm.ContiguousJson(json);")
        .Line("return Read(contiguous.Span);")
        .Close();

    private static void WriteTags(SourceWriter writer, PayloadModel payload)
    {
        writer.Line("/// <summary>Writes the attributes; those that are content only if <paramref name=\"content\"/> says so.</summary>")
            .Open("public void WriteTags(global::TracedLlm.LlmTagWriter tags, bool content)");
        Tags(writer, payload.Tags);
        if (payload.ContentTags.Count > 0)
        {
            writer.Open("if (content)");
            Tags(writer, payload.ContentTags);
            writer.Close();
        }

        writer.Close();
    }

    private static void Tags(SourceWriter writer, EquatableArray<PayloadTagModel> tags)
    {
        foreach (var tag in tags)
        {
            writer.Line($"tags.Add({tag.Name}, {tag.Value});");
        }
    }

    private static void ReadCursor(SourceWriter writer, PayloadModel payload)
    {
        writer.Open($"private static {payload.Type} Read(ref {Cursor} cursor)");
        foreach (var local in payload.Locals)
        {
            writer.Line($"{local.Type} {local.Name} = {(local.IsCollector ? "default" : "null")};");
        }

        writer.Line();
        Object(writer, payload.Document);
        writer.Line().Open($"return new {payload.Type}");
        foreach (var initialiser in payload.Initialisers)
        {
            writer.Line(initialiser + ",");
        }

        writer.Close(";").Close();
    }

    private static void Value(SourceWriter writer, PayloadValueModel value)
    {
        if (value.Read is { } read)
        {
            writer.Line(read);
        }
        else if (value.Element is { } element)
        {
            writer.Open("if (cursor.EnterArray())").Open("while (cursor.NextElement())");
            foreach (var mark in element.Marks)
            {
                writer.Line(mark);
            }

            Value(writer, element);
            writer.Close().Close();
        }
        else
        {
            Object(writer, value);
        }
    }

    private static void Object(SourceWriter writer, PayloadValueModel value)
    {
        if (value.Properties.Count == 0)
        {
            return;
        }

        writer.Open("if (cursor.EnterObject())").Open("while (cursor.NextProperty())")
            .Line($"var {value.NameVariable} = cursor.Name;")
            .Open($"switch ({value.NameVariable}.Length)");
        foreach (var property in value.Properties)
        {
            writer.Line($"case {property.Length} when {value.NameVariable}.SequenceEqual({property.Name}):").Indent();
            foreach (var reset in property.Resets)
            {
                writer.Line(reset);
            }

            Value(writer, property.Value);
            if (property.Value.Read is null)
            {
                writer.Line();
            }

            writer.Line("break;").Outdent();
        }

        writer.Line("default:").Indent().Line("cursor.Skip();").Line("break;").Outdent().Close().Close().Close();
    }
}
