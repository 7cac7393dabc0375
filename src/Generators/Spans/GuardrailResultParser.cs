using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using TracedLlm.Generators.Common;

namespace TracedLlm.Generators.Spans;

/// <summary>Reads <c>[GuardrailResult]</c> from the return value of a guardrail into the arguments of an outcome.</summary>
internal static class GuardrailResultParser
{
    private const string Attribute = "TracedLlm.GuardrailResultAttribute";

    /// <summary>The named arguments; empty without the attribute or if it is invalid.</summary>
    public static EquatableArray<string> Parse(
        IMethodSymbol method,
        TracedSpanKind kind,
        TracedReturn @return,
        string result,
        KnownSymbols symbols,
        LocalNames locals,
        RepeatedWarnings warnings,
        ImmutableArray<TracedMethodProblem>.Builder problems,
        CancellationToken cancellationToken)
    {
        if (method.GetReturnTypeAttributes().FirstOrDefault(data => MetadataNames.Is(data.AttributeClass, Attribute)) is not { } attribute)
        {
            return default;
        }

        if (Obstacle(attribute, kind, @return) is { } obstacle)
        {
            problems.Add(SpanTagParser.Problem(attribute, obstacle, byGenerator: false, cancellationToken));
            return default;
        }

        List<string> arguments = [];
        var before = problems.Count;
        foreach (var named in attribute.NamedArguments)
        {
            if (named.Value.Text() is not { } path)
            {
                continue;
            }

            var member = TagPath.Follow(result, @return.Value!, path, method.ContainingType, symbols.Compilation, warnings);
            var argument = member.Error is null ? Argument(named.Key, member, locals) : member;
            if (argument.Error is null)
            {
                arguments.Add(argument.Expression);
            }
            else
            {
                problems.Add(SpanTagParser.Problem(attribute, argument.Error, argument.MayBeGenerated, cancellationToken, named.Key));
            }
        }

        return problems.Count == before ? new(arguments) : default;
    }

    private static string? Obstacle(AttributeData attribute, TracedSpanKind kind, TracedReturn @return)
    {
        if (kind != TracedSpanKind.Guardrail)
        {
            return "the method is not a [TracedGuardrail]; remove the attribute";
        }

        if (@return.Value is null)
        {
            return @return.Shape == ReturnShape.Sequence ? "a sequence has no single value; remove the attribute" : "the method returns no value; remove the attribute";
        }

        if (TracedMethodParser.GuardrailResultOf(@return.Value) != GuardrailResult.None)
        {
            return "the method returns a GuardrailOutcome, which holds the decision; remove the attribute";
        }

        // The compiler reports an argument that is not constant (CS0182).
        return attribute.NamedArguments.Any(argument => argument.Key is "Blocked" or "Masked" && !argument.Value.IsNull)
            ? null
            : "it sets neither Blocked nor Masked; set one of them";
    }

    private static TagRead Argument(string name, TagRead member, LocalNames locals)
    {
        var type = TagPath.NotNull(member.Type);
        var mayBeNull = member.Conditional || TagPath.IsNullable(member.Type);
        switch (name)
        {
            case "Blocked" or "Masked" when type.SpecialType == SpecialType.System_Boolean:
                return member with { Expression = $"{(name == "Blocked" ? "blocked" : "masked")}: {member.Expression}{(mayBeNull ? " == true" : "")}" };

            case "MaskedEntities" when type.SpecialType == SpecialType.System_Int32:
                return member with { Expression = $"maskedEntityCount: {member.Expression}{(mayBeNull ? " ?? 0" : "")}" };

            case "MaskedEntities" when type.IsReferenceType && MetadataNames.WithBasesOf(type).Any(IsCounts):
                return member with { Expression = $"maskedEntities: {member.Expression}" };

            case "ViolationCategories" when TagValues.IsTexts(type):
                return TagValues.Convert(member, locals) is { Error: null } texts
                    ? texts with { Expression = $"violationCategories: {texts.Expression}" }
                    : member;

            default:
                var expected = name switch
                {
                    "MaskedEntities" => "an int or an IReadOnlyDictionary<string, int>",
                    "ViolationCategories" => "a counted collection of strings",
                    _ => "a bool",
                };
                return member with
                {
                    Error = $"'{member.Type.ToDisplayString(CSharpText.ShortType)}' is not {expected}; name a member of such a type",
                    MayBeGenerated = type.TypeKind == TypeKind.Error,
                };
        }
    }

    private static bool IsCounts(ITypeSymbol type) =>
        MetadataNames.Is(type, "System.Collections.Generic.IReadOnlyDictionary`2")
        && ((INamedTypeSymbol)type).TypeArguments is var arguments
        && arguments[0].SpecialType == SpecialType.System_String
        && arguments[1].SpecialType == SpecialType.System_Int32;
}
