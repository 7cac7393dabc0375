using TracedLlm.Facts;
using TracedLlm.Generators.Common;

namespace TracedLlm.Generators.Spans;

/// <summary>Prints the generated halves of traced methods.</summary>
internal static class TracedMethodEmitter
{
    private const string LlmSpan = "global::TracedLlm.LlmSpan";
    private const string GeneratedCode = "global::TracedLlm.Generated.GeneratedCode";
    private const int LineLength = 140;

    public static string Emit(TracedTypeFile file)
    {
        var writer = new SourceWriter();
        writer.Line(SourceWriter.Header);

        // Values pass through unseen: what may be null is between the caller and the author's half.
        writer.Line("#nullable enable annotations").Line("#nullable disable warnings");
        var warnings = file.Methods.SelectMany(method => method.RepeatedWarnings).Distinct().OrderBy(id => id, StringComparer.Ordinal).ToList();
        if (warnings.Count > 0)
        {
            writer.Line($"#pragma warning disable {string.Join(", ", warnings)} // Reported where the method is declared.");
        }

        writer.Line();
        if (file.Type.Namespace is { } @namespace)
        {
            writer.Line($"namespace {@namespace};").Line();
        }

        foreach (var header in file.Type.Headers)
        {
            writer.Open(header);
        }

        for (var i = 0; i < file.Methods.Count; i++)
        {
            if (i > 0)
            {
                writer.Line();
            }

            Method(writer, file.Methods[i]);
        }

        for (var i = 0; i < file.Type.Headers.Count; i++)
        {
            writer.Close();
        }

        return writer.ToString();
    }

    private static void Method(SourceWriter writer, TracedMethodModel method)
    {
        // Without [GeneratedCode]: it would be on the author's half as well, which every analyzer would then leave alone.
        writer.Line(method.Signature).Indent();
        foreach (var constraint in method.Constraints)
        {
            writer.Line(constraint);
        }

        writer.Outdent().Open();
        if (method.Failure is { } failure)
        {
            writer.Line($"throw new global::System.InvalidOperationException({failure});");
        }
        else
        {
            Body(writer, method);
        }

        writer.Close();
    }

    private static void Body(SourceWriter writer, TracedMethodModel method)
    {
        writer.Open($"if (!{(method.Start.Kind == TracedSpanKind.Guardrail ? $"{GeneratedCode}.IsGuardrailEnabled" : $"{LlmSpan}.IsEnabled")})");
        if (method.Start.Kind == TracedSpanKind.Call)
        {
            Counted(writer, method);
        }
        else if (method.Shape == ReturnShape.Void)
        {
            writer.Line($"{method.CoreCall};").Line("return;");
        }
        else
        {
            writer.Line($"return {Reference(method)}{method.CoreCall};");
        }

        writer.Close().Line();
        if (method.Start.NameSource is { } source)
        {
            writer.Line($"var {method.Start.Name} = {source};");
        }

        Start(writer, method);
        if (method.Shape is ReturnShape.Void or ReturnShape.Value)
        {
            EndsWithMethod(writer, method);
        }
        else
        {
            EndsLater(writer, method);
        }
    }

    private static void Counted(SourceWriter writer, TracedMethodModel method)
    {
        var (call, result) = (method.Locals.Call, method.Locals.Result);
        var count = $"{GeneratedCode}.CountCall({string.Join(", ", method.Start.Counted)})";
        writer.Line($"var {call} = {count};").Open("try");
        if (method.Shape is not (ReturnShape.Void or ReturnShape.Value))
        {
            writer.Line($"return {call}.EndWith({method.CoreCall});");
        }
        else if (method.Shape == ReturnShape.Void)
        {
            writer.Line($"{method.CoreCall};").Line($"{call}.End();").Line("return;");
        }
        else if (method.ReturnsByRef)
        {
            writer.Line($"return ref {method.CoreCall};");
        }
        else
        {
            writer.Line($"var {result} = {method.CoreCall};").Line($"{call}.End();").Line($"return {result};");
        }

        writer.Close();
        Catch(writer, method, call);
        if (method.ReturnsByRef)
        {
            writer.Open("finally").Line($"{call}.End();").Close();
        }
    }

    private static void EndsWithMethod(SourceWriter writer, TracedMethodModel method)
    {
        var (span, result) = (method.Locals.Span, method.Locals.Result);
        writer.Open("try");
        Set(writer, method, method.StartTags.Where(tag => tag.Owner != AttributeOwner.Own));
        if (method.Shape == ReturnShape.Void)
        {
            writer.Line($"{method.CoreCall};");
            Set(writer, method, method.OutTags);
        }
        else if (method.OutTags.Count + method.ResultTags.Count == 0 && method.GuardrailResult == GuardrailResult.None)
        {
            writer.Line($"return {Reference(method)}{method.CoreCall};");
        }
        else
        {
            writer.Line(method.ReturnsByRef ? $"ref readonly var {result} = ref {method.CoreCall};" : $"var {result} = {method.CoreCall};");
            Set(writer, method, method.OutTags);
            Outcome(writer, method);
            Set(writer, method, method.ResultTags);
            writer.Line($"return {Reference(method)}{result};");
        }

        writer.Close();
        Catch(writer, method, span);
        writer.Open("finally").Line($"{span}.End();").Close();
    }

    private static void EndsLater(SourceWriter writer, TracedMethodModel method)
    {
        var (span, pending) = (method.Locals.Span, method.Locals.Pending);
        writer.Line($"{method.ReturnType}? {pending} = null;");
        writer.Open("try");
        Set(writer, method, method.StartTags.Where(tag => tag.Owner != AttributeOwner.Own));
        writer.Line($"{pending} = {method.CoreCall};");
        Set(writer, method, method.OutTags);
        writer.Close();
        Catch(writer, method, span);
        writer.Open("finally").Open($"if ({pending} is null)").Line($"{span}.End();").Close().Close().Line();
        var task = method.Shape == ReturnShape.ValueTask ? $"{pending}.Value" : pending;
        if (method.ResultTags.Count == 0 && method.GuardrailResult == GuardrailResult.None)
        {
            writer.Line($"return {span}.EndWith({task});");
            return;
        }

        var lambda = $"return {span}.EndWith({task}, static ({span}, {method.Locals.Result}) =>";
        if (method.ResultTags.Count + (method.GuardrailResult == GuardrailResult.None ? 0 : 1) == 1
            && method.GuardrailResult is GuardrailResult.None or GuardrailResult.Outcome)
        {
            var statement = method.GuardrailResult == GuardrailResult.Outcome
                ? $"{span}.SetOutcome({method.Locals.Result})"
                : Setter(method, method.ResultTags[0]);
            writer.Line($"{lambda} {statement});");
            return;
        }

        writer.Open(lambda);
        Outcome(writer, method);
        Set(writer, method, method.ResultTags);
        writer.Close(");");
    }

    private static void Start(SourceWriter writer, TracedMethodModel method)
    {
        var start = method.Start;
        var tags = method.StartTags.Where(tag => tag.Owner == AttributeOwner.Own).Select(tag => $"new({tag.Name}, {tag.Value})").ToList();
        var list = tags.Count == 0 ? null : $"[{string.Join(", ", tags)}]";
        IEnumerable<string?> arguments = start.Kind switch
        {
            TracedSpanKind.Stage => [start.Name, list],
            TracedSpanKind.Guardrail => [start.Name ?? "null", start.Mode, list, start.Blocks.Count == 0 ? null : $"blocks: [{string.Join(", ", start.Blocks)}]"],
            TracedSpanKind.Call => [start.Name ?? (list is null ? null : "null"), list, start.Operation is null ? null : $"operation: {start.Operation}"],
            _ => [list],
        };
        var given = arguments.OfType<string>().ToList();
        var call = $"var {method.Locals.Span} = {Starter(start.Kind)}(";
        var line = $"{call}{string.Join(", ", given)});";
        if (line.Length <= LineLength)
        {
            writer.Line(line);
            return;
        }

        writer.Line(call).Indent();
        for (var i = 0; i < given.Count; i++)
        {
            var after = i == given.Count - 1 ? ");" : ",";
            if (given[i] != list || list!.Length <= LineLength)
            {
                writer.Line(given[i] + after);
                continue;
            }

            writer.Line("[").Indent();
            foreach (var tag in tags)
            {
                writer.Line(tag + ",");
            }

            writer.Outdent().Line("]" + after);
        }

        writer.Outdent();
    }

    private static string Starter(TracedSpanKind kind) => kind switch
    {
        TracedSpanKind.Stage => $"{LlmSpan}.StartStage",
        TracedSpanKind.Guardrail => $"{LlmSpan}.StartGuardrail",
        TracedSpanKind.Call => $"{LlmSpan}.StartCall",
        _ => $"{GeneratedCode}.EnterRoute",
    };

    private static void Outcome(SourceWriter writer, TracedMethodModel method)
    {
        var (span, result, outcome) = (method.Locals.Span, method.Locals.Result, method.Locals.Outcome);
        if (method.GuardrailResult == GuardrailResult.Outcome)
        {
            writer.Line($"{span}.SetOutcome({result});");
        }
        else if (method.GuardrailResult == GuardrailResult.NullableOutcome)
        {
            writer.Open($"if ({result} is {{ }} {outcome})").Line($"{span}.SetOutcome({outcome});").Close().Line();
        }
        else if (method.GuardrailResult == GuardrailResult.Own)
        {
            OwnOutcome(writer, span, method.OwnOutcome);
        }
    }

    private static void OwnOutcome(SourceWriter writer, string span, EquatableArray<string> arguments)
    {
        var call = $"{span}.SetOutcome({GeneratedCode}.ToOutcome(";
        var line = $"{call}{string.Join(", ", arguments)}));";
        if (line.Length <= LineLength)
        {
            writer.Line(line);
            return;
        }

        writer.Line(call).Indent();
        for (var i = 0; i < arguments.Count; i++)
        {
            writer.Line(arguments[i] + (i == arguments.Count - 1 ? "));" : ","));
        }

        writer.Outdent();
    }

    private static void Set(SourceWriter writer, TracedMethodModel method, IEnumerable<SpanTagModel> tags)
    {
        foreach (var tag in tags)
        {
            writer.Line($"{Setter(method, tag)};");
        }
    }

    private static string Setter(TracedMethodModel method, SpanTagModel tag)
    {
        var setter = tag.Owner switch
        {
            AttributeOwner.Root => "SetRootTag",
            AttributeOwner.Request => "SetRequestTag",
            AttributeOwner.Every => "SetTraceTag",
            _ => "SetTag",
        };
        return $"{method.Locals.Span}.{setter}({tag.Name}, {tag.Value})";
    }

    private static void Catch(SourceWriter writer, TracedMethodModel method, string span)
    {
        var exception = method.Locals.Exception;
        writer.Line($"catch (global::System.Exception {exception}) when ({span}.RecordException({exception}))")
            .Open()
            .Line("throw; // The filter only records; it never lets the exception in.")
            .Close();
    }

    private static string Reference(TracedMethodModel method) => method.ReturnsByRef ? "ref " : "";
}
